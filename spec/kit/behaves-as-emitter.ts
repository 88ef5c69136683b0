import { expect } from 'chai';

/** The name of an event. */
export type Name = string | symbol;
type Listener = (...args: unknown[]) => void;

/** The methods that Node's emitter and the browser's have in common. */
export interface Emitter {
  on(name: Name, listener: Listener): Emitter;
  addListener(name: Name, listener: Listener): Emitter;
  once(name: Name, listener: Listener): Emitter;
  prependListener(name: Name, listener: Listener): Emitter;
  prependOnceListener(name: Name, listener: Listener): Emitter;
  off(name: Name, listener: Listener): Emitter;
  removeListener(name: Name, listener: Listener): Emitter;
  removeAllListeners(name?: Name): Emitter;
  emit(name: Name, ...args: unknown[]): boolean;
  listeners(name: Name): unknown[];
  rawListeners(name: Name): unknown[];
  listenerCount(name: Name, listener?: Listener): number;
  eventNames(): Name[];
  setMaxListeners(most: number): Emitter;
  getMaxListeners(): number;
}

/** The two methods that a subclass overrides. */
export interface Hooks {
  readonly listenerAdded: (name: Name) => void;
  readonly lastListenerRemoved: (name: Name) => void;
}

/**
 * The suite that both emitters must pass.
 *
 * @param makeEmitter - makes an emitter that calls these hooks
 */
export const behavesAsEmitter = (makeEmitter: (hooks: Hooks) => Emitter): void => {
  let emitter: Emitter;
  let log: unknown[];
  let added: unknown[];
  let emptied: unknown[];
  const note = (what: string) => (): void => void log.push(what);
  beforeEach(() => {
    log = [];
    added = [];
    emptied = [];
    emitter = makeEmitter({ listenerAdded: name => added.push(name), lastListenerRemoved: name => emptied.push(name) });
  });

  it('calls its listeners in order, with all arguments of emit', () => {
    emitter.on('x', (...args) => log.push(['a', ...args]));
    emitter.addListener('x', (...args) => log.push(['b', ...args]));
    expect(emitter.emit('x', 1, 'two')).to.equal(true);
    expect(log).to.deep.equal([
      ['a', 1, 'two'],
      ['b', 1, 'two'],
    ]);
  });

  it('emit returns whether there was a listener', () => {
    expect(emitter.emit('x')).to.equal(false);
    const listener = note('a');
    emitter.on('x', listener).off('x', listener);
    expect(emitter.emit('x')).to.equal(false);
  });

  it('calls listeners with itself as this, and returns itself from its methods', () => {
    emitter.on('x', function (this: unknown) {
      log.push(this);
    });
    emitter.emit('x');
    expect(log).to.deep.equal([emitter]);
    const listener = note('a');
    for (const back of [
      emitter.on('x', listener),
      emitter.addListener('x', listener),
      emitter.once('x', listener),
      emitter.prependListener('x', listener),
      emitter.prependOnceListener('x', listener),
      emitter.off('x', listener),
      emitter.removeListener('x', listener),
      emitter.removeAllListeners('x'),
      emitter.setMaxListeners(5),
    ]) {
      expect(back).to.equal(emitter);
    }
  });

  it('prependListener adds a listener before the others', () => {
    emitter.on('x', note('a'));
    emitter.prependListener('x', note('b'));
    emitter.emit('x');
    expect(log).to.deep.equal(['b', 'a']);
  });

  it('prependOnceListener adds a once listener before the others', () => {
    emitter.on('x', note('a'));
    emitter.prependOnceListener('x', note('b'));
    emitter.emit('x');
    emitter.emit('x');
    expect(log).to.deep.equal(['b', 'a', 'a']);
  });

  it('calls a listener as often as it was added', () => {
    const listener = note('a');
    emitter.on('x', listener).on('x', listener);
    emitter.emit('x');
    emitter.off('x', listener);
    emitter.emit('x');
    expect(log).to.deep.equal(['a', 'a', 'a']);
  });

  it('off removes the listener that was added last', () => {
    const listener = note('a');
    emitter.on('x', listener).on('x', note('b')).on('x', listener);
    emitter.off('x', listener);
    emitter.emit('x');
    expect(log).to.deep.equal(['a', 'b']);
  });

  it('off of an unknown listener changes nothing', () => {
    emitter.on('x', note('a'));
    emitter.off('x', note('a')).off('y', note('a'));
    expect(emitter.listenerCount('x')).to.equal(1);
  });

  it('a once listener is called once, and can be removed before that', () => {
    const listener = note('b');
    emitter.once('x', note('a')).once('x', listener);
    emitter.removeListener('x', listener);
    emitter.emit('x');
    emitter.emit('x');
    expect(log).to.deep.equal(['a']);
    expect(emitter.eventNames()).to.deep.equal([]);
  });

  it('a once listener is removed before it is called, so it may emit again', () => {
    emitter.once('x', () => {
      log.push('a');
      emitter.emit('x');
    });
    emitter.emit('x');
    expect(log).to.deep.equal(['a']);
  });

  it('a listener added twice with once is called twice', () => {
    const listener = note('a');
    emitter.once('x', listener).once('x', listener);
    emitter.emit('x');
    emitter.emit('x');
    expect(log).to.deep.equal(['a', 'a']);
  });

  it('a listener added or removed during an emit counts from the next one', () => {
    const gone = note('gone');
    emitter.on('x', () => {
      log.push('a');
      emitter.off('x', gone);
      if (log.length === 1) emitter.on('x', note('added'));
    });
    emitter.on('x', gone);
    emitter.emit('x');
    expect(log).to.deep.equal(['a', 'gone']);
    emitter.emit('x');
    expect(log).to.deep.equal(['a', 'gone', 'a', 'added']);
  });

  it('emit throws the error of a listener, and does not call the listeners after it', () => {
    emitter.on('x', () => {
      throw new Error('mine');
    });
    emitter.on('x', note('b'));
    expect(() => emitter.emit('x')).to.throw('mine');
    expect(log).to.deep.equal([]);
  });

  it('counts and lists its listeners as they were given, once listeners too', () => {
    const [a, b] = [note('a'), note('b')];
    emitter.on('x', a).once('x', b);
    const listed = emitter.listeners('x');
    expect(listed).to.deep.equal([a, b]);
    listed.pop();
    expect(emitter.listenerCount('x')).to.equal(2);
    expect(emitter.listenerCount('y')).to.equal(0);
    expect(emitter.listeners('y')).to.deep.equal([]);
  });

  it('listenerCount() counts how often a name has one listener', () => {
    const [listener, other] = [note('a'), note('b')];
    emitter.on('x', listener).on('x', other).once('x', listener);
    expect([emitter.listenerCount('x', listener), emitter.listenerCount('x', other)]).to.deep.equal([2, 1]);
    expect([emitter.listenerCount('x', note('c')), emitter.listenerCount('y', listener)]).to.deep.equal([0, 0]);
  });

  it('rawListeners() lists the listeners', () => {
    const [listener, other] = [note('a'), note('b')];
    emitter.on('x', listener).on('x', other);
    expect(emitter.rawListeners('x')).to.deep.equal([listener, other]);
    expect(emitter.rawListeners('y')).to.deep.equal([]);
  });

  it('getMaxListeners() is ten, or what was set', () => {
    expect(emitter.getMaxListeners()).to.equal(10);
    expect(emitter.setMaxListeners(50).getMaxListeners()).to.equal(50);
  });

  it('eventNames() lists the names that have listeners, symbols too', () => {
    const symbol = Symbol('s');
    emitter.on('b', note('b')).on('a', note('a')).on(symbol, note('s'));
    expect(emitter.eventNames()).to.deep.equal(['b', 'a', symbol]);
    emitter.removeAllListeners('b');
    expect(emitter.eventNames()).to.deep.equal(['a', symbol]);
  });

  it('removeAllListeners() removes the listeners of every name', () => {
    emitter.on('a', note('a')).on('b', note('b')).once('b', note('c'));
    emitter.removeAllListeners();
    for (const name of ['a', 'b']) emitter.emit(name);
    expect(log).to.deep.equal([]);
    expect(emitter.eventNames()).to.deep.equal([]);
    emitter.removeAllListeners();
  });

  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
    it(`an event may be called ${JSON.stringify(name)}`, () => {
      expect(emitter.emit(name)).to.equal(false);
      emitter.on(name, note('a'));
      expect(emitter.emit(name)).to.equal(true);
      expect(log).to.deep.equal(['a']);
    });
  }

  it('emits newListener before a listener is added, removeListener after it is removed', () => {
    const listener = note('x');
    emitter.on('newListener', (name, added) => log.push(['new', name, added, emitter.listenerCount('x')]));
    emitter.on('removeListener', (name, gone) => log.push(['removed', name, gone, emitter.listenerCount('x')]));
    log.splice(0);
    emitter.on('x', listener);
    emitter.once('x', listener);
    emitter.off('x', listener);
    emitter.emit('x');
    emitter.off('x', listener);
    emitter.off('x', listener);
    expect(log).to.deep.equal([
      ['new', 'x', listener, 0],
      ['new', 'x', listener, 1],
      ['removed', 'x', listener, 1],
      'x',
      ['removed', 'x', listener, 0],
    ]);
  });

  it('emits newListener and removeListener only if they have listeners', () => {
    const emit = emitter.emit.bind(emitter);
    emitter.emit = (name, ...args) => {
      log.push(name);
      return emit(name, ...args);
    };
    const listener = note('x');
    emitter.on('x', listener).off('x', listener);
    expect(log).to.deep.equal([]);
    emitter.on('newListener', note('new')).on('removeListener', note('removed'));
    emitter.on('x', listener).off('x', listener);
    expect(log).to.deep.equal(['newListener', 'new', 'newListener', 'new', 'removeListener', 'removed']);
  });

  it('calls listenerAdded after a listener was added, by whatever method', () => {
    const counts: number[] = [];
    const counting: Emitter = makeEmitter({
      listenerAdded: name => counts.push(counting.listenerCount(name)),
      lastListenerRemoved: () => {},
    });
    counting.on('x', note('a')).addListener('x', note('b')).once('x', note('c')).prependListener('x', note('d'));
    counting.prependOnceListener('x', note('e'));
    expect(counts).to.deep.equal([1, 2, 3, 4, 5]);
    emitter.on('x', note('a')).once('y', note('b'));
    emitter.emit('y');
    expect(added).to.deep.equal(['x', 'y']);
  });

  for (const remove of ['off', 'removeListener'] as const) {
    it(`R27: calls lastListenerRemoved after ${remove} has removed the last listener of a name, and not before`, () => {
      const listener = note('a');
      emitter.on('x', listener).on('y', listener).on('x', listener);
      emitter[remove]('x', listener);
      expect(emptied).to.deep.equal([]);
      emitter[remove]('x', listener);
      expect(emptied).to.deep.equal(['x']);
      expect(emitter.listenerCount('x')).to.equal(0);
    });
  }

  it('R27: calls lastListenerRemoved when the last listener was a once listener that is called', () => {
    emitter.once('x', () => log.push([...emptied])).prependOnceListener('y', note('y'));
    emitter.emit('x');
    emitter.emit('y');
    expect(log).to.deep.equal([['x'], 'y']);
    expect(emptied).to.deep.equal(['x', 'y']);
  });

  it('R27: calls lastListenerRemoved for each name that removeAllListeners leaves without a listener', () => {
    emitter.on('x', note('a')).on('x', note('b')).on('y', note('c')).on('z', note('d'));
    emitter.removeAllListeners('x');
    expect(new Set(emptied)).to.deep.equal(new Set(['x']));
    emptied.splice(0);
    emitter.removeAllListeners();
    expect(new Set(emptied)).to.deep.equal(new Set(['y', 'z']));
  });

  it('R27: calls lastListenerRemoved also if removeListener has a listener', () => {
    const listener = note('a');
    emitter.on('removeListener', note('removed')).on('x', listener).on('y', listener).on('z', listener);
    emitter.off('x', listener);
    emitter.removeAllListeners('y');
    emitter.removeAllListeners();
    for (const name of ['x', 'y', 'z', 'removeListener']) expect(emptied).to.include(name);
  });

  it('R25: calls lastListenerRemoved even if a listener for removeListener throws', () => {
    const listener = note('a');
    emitter.on('x', listener).on('y', listener);
    emitter.on('removeListener', () => {
      throw new Error('mine');
    });
    expect(() => emitter.off('x', listener)).to.throw('mine');
    expect(() => emitter.removeAllListeners('y')).to.throw('mine');
    expect(new Set(emptied)).to.deep.equal(new Set(['x', 'y']));
  });
};
