import { expect } from 'chai';
import type { ChatMessage } from '../../lib/index.js';
import { type Removal, Removals } from '../../lib/streams/removals.js';
import { chatMessage } from '../../lib/testing/index.js';

/** A message whose id is a letter: of ada (1) if it is small, of bob (2) if it is a capital. A `w` is a whisper. */
const messageOf = (id: string): ChatMessage => {
  const meta = id === 'w' ? { whisper: true } : {};
  return chatMessage('x', '', { id, user_id: id === id.toLowerCase() ? 1 : 2, message: { message: [], meta } });
};
const messagesOf = (letters: string): ChatMessage[] => [...letters].map(messageOf);

const stage = (limits = { emitted: 100, held: 100 }) => {
  const reported: string[] = [];
  const onRemoved = ({ ids, cause }: Removal) => reported.push(`${cause} ${ids.join('')}`);
  const removals = new Removals(limits, onRemoved);
  const holds = (letters: string) => {
    for (const message of messagesOf(letters)) removals.came(message);
  };
  /** Those of what is held that may be emitted are. */
  const emits = (letters: string): string => {
    let emitted = '';
    for (const message of messagesOf(letters)) {
      if (!removals.mayEmit(message)) continue;
      removals.emitted(message);
      emitted += message.id;
    }
    return emitted;
  };
  const passes = (letters: string) => {
    holds(letters);
    emits(letters);
  };
  const asks = () => {
    removals.lost();
    removals.asked();
  };
  const answers = (letters: string) => removals.answered(messagesOf(letters));
  return { removals, reported, holds, emits, passes, asks, answers };
};

/** A session in which these were emitted, and the next one, whose history is asked for. */
const staged = (letters: string) => {
  const world = stage();
  world.asks();
  world.passes(letters);
  world.asks();
  return world;
};

describe('Removals', () => {
  it('R40: what a history brought is older than what came live before it: the next one may lack it, and it is emitted nevertheless', () => {
    const { reported, asks, holds, answers, emits } = stage();
    holds('a');
    asks();
    holds('g');
    answers('bcg');
    asks();
    answers('gh');
    expect([emits('abcgh'), reported]).to.deep.equal(['abcgh', []]);
  });

  describe('R42: of what was emitted', () => {
    it('reports a deletion, once', () => {
      const { removals, reported, passes } = stage();
      passes('ab');
      removals.deleted('a');
      removals.deleted('a');
      expect(reported).to.deep.equal(['deleted a']);
    });

    it('reports a purge with the ids of that user, the oldest first', () => {
      const { removals, reported, passes } = stage();
      passes('aBcDw');
      removals.purged(1);
      removals.purged(1);
      removals.deleted('a');
      expect(reported).to.deep.equal(['purged acw']);
    });

    it('reports a clear with all ids, whispers too', () => {
      const { removals, reported, passes } = stage();
      passes('aBw');
      removals.cleared();
      removals.cleared();
      expect(reported).to.deep.equal(['cleared aBw']);
    });

    it('reports nothing of what was not emitted', () => {
      const { removals, reported, holds } = stage();
      holds('ab');
      removals.deleted('a');
      removals.deleted('z');
      removals.purged(1);
      removals.purged(9);
      removals.cleared();
      expect(reported).to.deep.equal([]);
    });
  });

  describe('R42: what is held is never emitted', () => {
    it('once it is deleted', () => {
      const { removals, holds, emits } = stage();
      holds('ab');
      removals.deleted('a');
      expect(emits('ab')).to.equal('b');
    });

    it('once its author is purged; what comes later is', () => {
      const { removals, holds, emits } = stage();
      holds('aB');
      removals.purged(1);
      holds('c');
      expect(emits('aBc')).to.equal('Bc');
    });

    it('once the chat is cleared; what comes later is', () => {
      const { removals, holds, emits } = stage();
      holds('aB');
      removals.cleared();
      holds('c');
      expect(emits('aBc')).to.equal('c');
    });

    it('however much is deleted meanwhile', () => {
      const { removals, holds, emits } = stage({ emitted: 1, held: 3 });
      holds('abc');
      for (const id of 'abxyzuvw') removals.deleted(id);
      expect(emits('abc')).to.equal('c');
    });
  });

  describe('R42: a history', () => {
    it('may be emitted', () => {
      const { emits, answers } = staged('');
      answers('ab');
      expect(emits('abc')).to.equal('ab');
    });

    const late: readonly (readonly [string, (removals: Removals) => void, string])[] = [
      ['deleted', removals => removals.deleted('b'), 'aC'],
      ['purged', removals => removals.purged(1), 'C'],
      ['cleared', removals => removals.cleared(), ''],
    ];
    for (const [what, remove, expected] of late) {
      it(`may be older than what was ${what} since it was asked for, and that is not emitted`, () => {
        const { removals, emits, answers } = staged('');
        remove(removals);
        answers('abC');
        expect(emits('abC')).to.equal(expected);
      });

      it(`is younger than what was ${what} before it was asked for`, () => {
        const { removals, emits, answers, asks } = staged('');
        remove(removals);
        asks();
        answers('abC');
        expect(emits('abC')).to.equal('abC');
      });
    }

    it('may hold what came live after a clear: that is emitted', () => {
      const { removals, holds, emits, answers } = staged('');
      removals.cleared();
      removals.purged(1);
      holds('b');
      answers('ab');
      expect(emits('ab')).to.equal('b');
    });
  });

  describe('R42: missed', () => {
    const CASES: readonly (readonly [title: string, emitted: string, history: string, ...reported: string[]])[] = [
      ['is what a history lacks, although it reaches further back', 'abcd', 'acd', 'missed b'],
      ['are several in the order in which they were emitted', 'abcdE', 'ae', 'missed bcdE'],
      ['is not what may be too old for the history', 'abcd', 'cde'],
      ['is nothing if the history shares nothing with what was emitted', 'ab', 'xyz'],
      ['is all of it if the history is empty', 'ab', '', 'missed ab'],
      ['is no whisper: those are not stored', 'awb', 'ab'],
      ['is nothing where only whispers were emitted', 'w', ''],
      ['is nothing if nothing was emitted', '', 'ab'],
    ];
    for (const [title, emitted, history, ...expected] of CASES) {
      it(title, () => {
        const { reported, answers } = staged(emitted);
        answers(history);
        expect(reported).to.deep.equal(expected);
      });
    }

    it('is reported once', () => {
      const { removals, reported, answers, asks } = staged('ab');
      answers('a');
      asks();
      answers('a');
      removals.deleted('b');
      expect(reported).to.deep.equal(['missed b']);
    });

    it('is what is younger than the history of the first session', () => {
      const { reported, passes, asks, answers } = stage();
      asks();
      answers('ab');
      passes('cd');
      asks();
      answers('ab');
      expect(reported).to.deep.equal(['missed cd']);
    });

    it('is nothing older than the history of the first session, of what came before that', () => {
      const { reported, holds, emits, asks, answers } = stage();
      holds('ab');
      asks();
      answers('yz');
      emits('abyz');
      asks();
      answers('yz');
      expect(reported).to.deep.equal([]);
    });

    it('is nothing that came live although the history of the first session had it, and is too old for the next', () => {
      const { reported, passes, asks, answers } = stage();
      asks();
      answers('abc');
      passes('a');
      asks();
      answers('bcd');
      expect(reported).to.deep.equal([]);
    });

    it('is nothing older than what the history of the first session goes on from', () => {
      const { reported, holds, emits, asks, answers } = stage();
      holds('ay');
      asks();
      answers('xyz');
      emits('axyz');
      asks();
      answers('xyz');
      expect(reported).to.deep.equal([]);
    });

    it('is what is younger than the history of the first session before what came live', () => {
      const { reported, holds, emits, asks, answers } = stage();
      asks();
      holds('bc');
      answers('ab');
      emits('bc');
      asks();
      answers('a');
      expect(reported).to.deep.equal(['missed bc']);
    });

    it('is not what was emitted before a release was interrupted, and is too old for the history', () => {
      const { reported, holds, emits, asks, answers } = staged('');
      holds('bcd');
      emits('b');
      asks();
      answers('cd');
      expect(reported).to.deep.equal([]);
      expect(emits('cd')).to.equal('cd');
    });

    it('is what was held when the session was lost, and that is never emitted', () => {
      const { reported, holds, emits, asks, answers } = staged('a');
      holds('bcw');
      asks();
      answers('ac');
      expect(emits('bcw')).to.equal('cw');
      expect(reported).to.deep.equal([]);
    });

    it('is what was held when a session began without a loss of the one before', () => {
      const { removals, holds, emits, answers } = staged('a');
      holds('bc');
      removals.asked();
      answers('ac');
      expect(emits('bc')).to.equal('c');
    });

    it('is not what came after the loss: the history may be older than that', () => {
      const { removals, holds, emits, answers } = staged('a');
      removals.lost();
      holds('b');
      removals.asked();
      holds('c');
      answers('a');
      expect(emits('bc')).to.equal('bc');
    });
  });

  it('a message that came twice is emitted once', () => {
    const { holds, emits } = stage();
    holds('aa');
    expect(emits('aa')).to.equal('a');
    holds('a');
    expect(emits('a')).to.equal('');
  });

  it('R42: memory is bounded: only the newest that were emitted are reported', () => {
    const { removals, reported, passes } = stage({ emitted: 2, held: 9 });
    passes('abcd');
    removals.cleared();
    expect(reported).to.deep.equal(['cleared cd']);
  });

  it('R42: memory is bounded: of what is held, only the newest may be emitted', () => {
    const { holds, emits } = stage({ emitted: 2, held: 2 });
    holds('abcd');
    expect(emits('abcd')).to.equal('cd');
  });

  it('R42: memory is bounded: of what is removed while a history is awaited, only the newest counts', () => {
    const { removals, answers, emits } = stage({ emitted: 2, held: 2 });
    removals.asked();
    for (const id of 'abc') removals.deleted(id);
    for (const user of [2, 3, 4]) removals.purged(user);
    answers('aD');
    expect(emits('aD')).to.equal('aD');
  });

  it('a message without a body is stored, as far as anybody knows', () => {
    const { removals, reported } = stage();
    removals.came({ id: 'a' } as ChatMessage);
    removals.came({ id: 'b', message: null } as unknown as ChatMessage);
    removals.emitted({ id: 'a' } as ChatMessage);
    removals.asked();
    removals.lost();
    removals.answered([]);
    expect(reported).to.deep.equal(['missed a']);
  });
});
