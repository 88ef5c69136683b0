import { expect } from 'chai';
import type { Subject } from 'rxjs';
import { stageReader as stage } from '../kit/frame-reader.js';

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
    ['complete', (frames$: Subject<unknown>) => frames$.complete()],
    ['fail', (frames$: Subject<unknown>) => frames$.error('lost')],
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

  it('R21: a `read` that is an async function, and rejects, is one bad frame', async () => {
    const { told, hears } = stage({}, { read: (async () => Promise.reject(new Error('boom'))) as never });
    hears('a');
    await new Promise(resolve => setImmediate(resolve));
    expect(told).to.deep.equal(['not readable by the protocol: boom']);
  });

  describe('with binary frames', () => {
    const bytes = new TextEncoder().encode('event:a');

    it('R21: reports them, unless the protocol reads them', () => {
      const { told, hears } = stage();
      hears(bytes, bytes.buffer, 'event:b');
      expect(told).to.deep.equal(['binary', 'binary', 'event:b']);
    });

    it('R30: gives them to a protocol that reads them, as they are', () => {
      const seen: unknown[] = [];
      const { told, hears } = stage({}, { binary: true, read: frame => void seen.push(frame) });
      hears(bytes, 'text');
      expect(seen).to.deep.equal([bytes, 'text']);
      expect(told).to.deep.equal([]);
    });

    for (const [what, frame] of Object.entries({
      'a Blob': new Blob([]),
      'an ArrayBuffer': bytes.buffer,
      nothing: undefined,
      null: null,
    })) {
      it(`R21: reports ${what} also then: it is no Uint8Array`, () => {
        const { told, hears } = stage({}, { binary: true });
        hears(frame, 'event:b');
        expect(told).to.deep.equal(['binary', 'event:b']);
      });
    }
  });

  describe('with a protocol that throws', () => {
    it('R21: the frame is reported once, with the cause, and the next one is read', () => {
      const { told, hears } = stage();
      hears('throw:boom', 'event:b');
      expect(told).to.deep.equal(['not readable by the protocol: boom', 'event:b']);
    });

    it('R21: what it has handed on before counts', () => {
      const { told, hears } = stage();
      hears('event:a throw:boom event:b', 'event:c');
      expect(told).to.deep.equal(['event:a', 'not readable by the protocol: boom', 'event:c']);
    });

    it('R12, R21: so is a frame that waited behind an event', () => {
      const { told, hears, promisesRun } = stage();
      hears('reply:0', 'event:a', 'throw:boom', 'event:b');
      promisesRun();
      expect(told).to.deep.equal(['reply:0', 'event:a', 'not readable by the protocol: boom', 'event:b']);
    });
  });
});
