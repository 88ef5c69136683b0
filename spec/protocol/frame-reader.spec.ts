import { expect } from 'chai';
import { Subject } from 'rxjs';
import type { Link } from '../../lib/link/link.js';
import { FrameReader } from '../../lib/protocol/frame-reader.js';
import type { Receiver, Wire } from '../../lib/protocol/protocol.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';

/** `r1` is a reply, `f1` a refusal, `b1` a bad frame, anything else an event. */
const wire: Wire = {
  frame: () => '',
  read: (frame, to) => {
    for (const text of String(frame).split(' ')) {
      if (text.startsWith('r')) to.reply(text, undefined, text);
      else if (text.startsWith('f')) to.refusal(text, undefined, text);
      else if (text.startsWith('b')) to.bad(text, text);
      else to.event(text, undefined, text);
    }
  },
};

/** A link of which the spec says what came in one read, and when promises have run. */
const stage = () => {
  const log: string[] = [];
  const note = (what: unknown) => void log.push(String(what));
  const receiver: Receiver = { reply: note, refusal: note, event: note, bad: note };
  const frames$ = new Subject<unknown>();
  let segment = 0;
  const waiting: (() => void)[] = [];
  const over: Partial<Link> = { segment: () => segment, afterPromises: then => void waiting.push(then) };
  const reader = new FrameReader(receiver, wire);
  reader.read(fakeLink(frames$, undefined, over));
  return {
    log,
    reader,
    /** Frames that come in one read. */
    comes: (...frames: string[]) => {
      segment += 1;
      for (const frame of frames) frames$.next(frame);
    },
    promisesRun: () => {
      for (const then of waiting.splice(0)) then();
    },
  };
};

describe('FrameReader', () => {
  it('hands on what comes, in order and at once', () => {
    const { log, comes } = stage();
    comes('e1', 'r1', 'r2', 'f3', 'b4');
    comes('e5');
    expect(log).to.deep.equal(['e1', 'r1', 'r2', 'f3', 'b4', 'e5']);
  });

  for (const reply of ['r1', 'f1']) {
    it(`holds an event behind ${reply} in the same read, and all that follows, until promises have run`, () => {
      const { log, comes, promisesRun } = stage();
      comes(reply, 'e2', 'b3');
      comes('e4');
      expect(log).to.deep.equal([reply]);
      promisesRun();
      expect(log).to.deep.equal([reply, 'e2', 'b3', 'e4']);
    });
  }

  it('also when one frame holds several messages', () => {
    const { log, comes, promisesRun } = stage();
    comes('r1 e2');
    expect(log).to.deep.equal(['r1']);
    promisesRun();
    expect(log).to.deep.equal(['r1', 'e2']);
  });

  it('holds no event of a later read', () => {
    const { log, comes } = stage();
    comes('r1');
    comes('e2', 'e3');
    expect(log).to.deep.equal(['r1', 'e2', 'e3']);
  });

  it('a reply among what was held makes the events behind it wait again', () => {
    const { log, comes, promisesRun } = stage();
    comes('r1', 'e2', 'r3', 'e4', 'e5');
    promisesRun();
    expect(log).to.deep.equal(['r1', 'e2', 'r3']);
    promisesRun();
    expect(log).to.deep.equal(['r1', 'e2', 'r3', 'e4', 'e5']);
  });

  it('R6: hands on nothing that was held once it is unsubscribed', () => {
    const { log, reader, comes, promisesRun } = stage();
    comes('r1', 'e2');
    reader.unsubscribe();
    promisesRun();
    expect(log).to.deep.equal(['r1']);
  });
});
