import { expect } from 'chai';
import { Subject } from 'rxjs';
import type { Link } from '../../lib/link/link.js';
import { FrameReader } from '../../lib/protocol/frame-reader.js';
import type { Receiver, Wire } from '../../lib/protocol/protocol.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';

/** Frames such as `reply`, `refusal`, `event` and `bad`, each a message; several of one frame are separated by a blank. */
const wire: Wire = {
  frame: () => '',
  read: (frame, to) => {
    for (const message of String(frame).split(' ')) {
      const [kind = '', name = ''] = message.split(':');
      if (kind === 'reply') to.reply(name, message, message);
      else if (kind === 'refusal') to.refusal(name, message, message);
      else if (kind === 'event') to.event(name, message, message);
      else to.bad(kind, frame);
    }
  },
};

/** A reader of a link whose reads and promises are the spec's to move on. */
const stage = (over: Partial<Link> = {}) => {
  const told: string[] = [];
  const whenTold = new Map<string, () => void>();
  const tell = (what: string) => {
    told.push(what);
    whenTold.get(what)?.();
  };
  const receiver: Receiver = {
    reply: id => tell(`reply:${id}`),
    refusal: id => tell(`refusal:${id}`),
    event: name => tell(`event:${name}`),
    bad: why => tell(why),
  };
  const frames$ = new Subject<string>();
  const waiting: (() => void)[] = [];
  let segment = 1;
  const link = fakeLink(frames$, undefined, {
    segment: () => segment,
    afterPromises: run => void waiting.push(run),
    ...over,
  });
  const reader = new FrameReader(receiver, wire);
  reader.read(link);
  return {
    told,
    whenTold,
    reader,
    frames$,
    hears: (...frames: string[]) => {
      for (const frame of frames) frames$.next(frame);
    },
    nextRead: () => {
      segment += 1;
    },
    /** How many wait for the promises; they run. */
    promisesRun: (): number => {
      const due = waiting.splice(0);
      for (const run of due) run();
      return due.length;
    },
  };
};

describe('FrameReader', () => {
  it('hands on each message at once', () => {
    const { told, hears, promisesRun } = stage();
    hears('event:a', 'event:b', 'bad', 'reply:0', 'refusal:1', 'reply:2', 'bad');
    expect(told).to.deep.equal(['event:a', 'event:b', 'bad', 'reply:0', 'refusal:1', 'reply:2', 'bad']);
    expect(promisesRun()).to.equal(0);
  });

  for (const reply of ['reply:0', 'refusal:0']) {
    it(`R12: an event behind a ${reply} in one read waits until the promises have run`, () => {
      const { told, hears, promisesRun } = stage();
      hears(reply, 'event:a');
      expect(told).to.deep.equal([reply]);
      expect(promisesRun()).to.equal(1);
      expect(told).to.deep.equal([reply, 'event:a']);
    });
  }

  it('R12: an event in the next read does not wait', () => {
    const { told, hears, nextRead, promisesRun } = stage();
    hears('reply:0');
    nextRead();
    hears('event:a', 'event:b');
    expect(told).to.deep.equal(['reply:0', 'event:a', 'event:b']);
    expect(promisesRun()).to.equal(0);
  });

  it('R12: nor does one where each frame is a task of its own', () => {
    const { told, hears } = stage({ segment: () => undefined });
    hears('reply:0', 'event:a');
    expect(told).to.deep.equal(['reply:0', 'event:a']);
  });

  it('R12: messages of one frame are no different', () => {
    const { told, hears, promisesRun } = stage();
    const order = ['reply:0', 'event:a', 'refusal:1', 'event:b', 'bad', 'reply:2', 'event:c'];
    hears(order.join(' '));
    const seen: number[] = [];
    do seen.push(told.length);
    while (promisesRun() > 0 && seen.length < 10);
    expect(told).to.deep.equal(order);
    expect(seen).to.deep.equal([1, 3, 6, 7]);
  });

  it('R12: what is held is delivered before the link ends, in order, and only once', () => {
    const { told, hears, reader, promisesRun } = stage();
    const order = ['reply:0', 'event:a', 'reply:1', 'event:b'];
    hears(...order);
    reader.finish();
    expect(told).to.deep.equal(order);
    promisesRun();
    expect(told).to.deep.equal(order);
  });

  it('R12: nothing is delivered any more if a handler of what was held closes the client', () => {
    const { told, whenTold, hears, reader } = stage();
    whenTold.set('event:a', () => reader.unsubscribe());
    hears('reply:0', 'event:a', 'event:b');
    reader.finish();
    expect(told).to.deep.equal(['reply:0', 'event:a']);
  });

  it('R12: whatever comes meanwhile waits behind it, and the order of all is kept', () => {
    const { told, hears, nextRead, promisesRun } = stage();
    const order = ['reply:0', 'event:a', 'bad', 'event:b', 'refusal:1', 'reply:2', 'event:c', 'event:d', 'bad'];
    hears(...order.slice(0, 4));
    nextRead();
    hears(...order.slice(4, 7));
    nextRead();
    hears(...order.slice(7));
    expect(told).to.deep.equal(['reply:0']);
    for (let n = 0; n < 10 && promisesRun() > 0; n += 1);
    expect(told).to.deep.equal(order);
  });

  it('R12: a reply that was held makes the events behind it wait once more', () => {
    const { told, hears, promisesRun } = stage();
    hears('reply:0', 'event:a', 'reply:1', 'event:b', 'event:c');
    promisesRun();
    expect(told).to.deep.equal(['reply:0', 'event:a', 'reply:1']);
    hears('event:d');
    expect(told.at(-1)).to.equal('reply:1');
    expect(promisesRun()).to.equal(1);
    expect(told.slice(3)).to.deep.equal(['event:b', 'event:c', 'event:d']);
  });

  it('R6: what is held when the link is left is dropped', () => {
    const { told, hears, reader, frames$, promisesRun } = stage();
    hears('reply:0', 'event:a');
    reader.unsubscribe();
    promisesRun();
    hears('event:b');
    expect(told).to.deep.equal(['reply:0']);
    expect(frames$.observed).to.equal(false);
  });

  it('R6: so is the rest, when a handler of what was held leaves the link', () => {
    const { told, whenTold, hears, reader, promisesRun } = stage();
    whenTold.set('event:a', () => reader.unsubscribe());
    hears('reply:0', 'event:a', 'event:b');
    promisesRun();
    expect(told).to.deep.equal(['reply:0', 'event:a']);
  });

  for (const [end, act] of [
    ['complete', (frames$: Subject<string>) => frames$.complete()],
    ['fail', (frames$: Subject<string>) => frames$.error('lost')],
  ] as const) {
    it(`R12: what is held is handed on when the frames ${end}: only the link ends`, () => {
      const { told, hears, reader, frames$, promisesRun } = stage();
      hears('reply:0', 'event:a');
      act(frames$);
      expect(reader.closed).to.equal(false);
      promisesRun();
      expect(told).to.deep.equal(['reply:0', 'event:a']);
    });
  }
});
