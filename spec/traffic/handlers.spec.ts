import { expect } from 'chai';
import { type Handler, Handlers } from '../../lib/traffic/handlers.js';
import { thrownBy } from '../kit/facts.js';

const handler: Handler = () => 1;
/** Any value, as a caller without types may pass it. */
const untyped = (value: unknown) => value as never;

describe('Handlers', () => {
  it('R34: finds the handler of each method by its name, and none of another name', () => {
    const handlers = new Handlers();
    const other: Handler = () => 2;
    handlers.add('a', handler);
    handlers.add('__proto__', other);
    const found = ['a', '__proto__', 'b', 'toString', ''].map(name => handlers.get(name));
    expect(found).to.deep.equal([handler, other, undefined, undefined, undefined]);
  });

  it('R34: a second handler of a method is a TypeError that names it, and changes nothing', () => {
    const handlers = new Handlers();
    handlers.add('a', handler);
    for (const second of [() => 2, handler]) {
      const error = thrownBy(() => handlers.add('a', second)) as Error;
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.include('"a"');
    }
    expect(handlers.get('a')).to.equal(handler);
  });

  it('R34: one that was removed is found no more, and the method may have another', () => {
    const handlers = new Handlers();
    const remove = handlers.add('a', handler);
    handlers.add('b', handler);
    remove();
    expect([handlers.get('a'), handlers.get('b')]).to.deep.equal([undefined, handler]);
    const other: Handler = () => 2;
    handlers.add('a', other);
    remove();
    expect(handlers.get('a'), 'removing twice removes once').to.equal(other);
  });

  it('R34: removing twice removes once, also if the same handler was added again', () => {
    const handlers = new Handlers();
    const remove = handlers.add('a', handler);
    remove();
    const removeAgain = handlers.add('a', handler);
    remove();
    expect(handlers.get('a')).to.equal(handler);
    removeAgain();
    expect(handlers.get('a')).to.equal(undefined);
  });

  const wrong: [what: string, method: unknown, given: unknown, says: string][] = [
    ['an empty name', '', handler, 'a string that is not empty, not ""'],
    ['a name that is a number', 5, handler, 'not 5'],
    ['no name', undefined, handler, 'not undefined'],
    ['a handler that is a string', 'a', 'answer', 'not "answer"'],
    ['no handler', 'a', undefined, 'not undefined'],
    ['a handler that is an object', 'a', { handle: handler }, 'not an object'],
  ];
  for (const [what, method, given, says] of wrong) {
    it(`R34: ${what} is a TypeError, and adds nothing`, () => {
      const handlers = new Handlers();
      const error = thrownBy(() => handlers.add(untyped(method), untyped(given))) as Error;
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.include(says);
      expect(handlers.get(untyped(method))).to.equal(undefined);
    });
  }

  it('R51: tells of each handler once when it is added, and once when it is removed', () => {
    const told: unknown[] = [];
    const handlers = new Handlers({ tell: each => void told.push(each) });
    const remove = handlers.add('ask', () => 1);
    remove();
    remove();
    expect(told).to.deep.equal([
      { type: 'handler-added', method: 'ask' },
      { type: 'handler-removed', method: 'ask' },
    ]);
  });
});
