import { expect } from 'chai';
import { readStack } from '../../lib/text/read-stack.js';

/** An error whose stack notes that it was read. */
const noted = (name: string, log: string[], facts: object = {}): Error =>
  Object.defineProperty(Object.assign(new Error(name), facts), 'stack', {
    get: () => {
      log.push(name);
      return name;
    },
  });

describe('readStack', () => {
  const cases: [title: string, make: (log: string[]) => unknown, read: string[]][] = [
    ['an error', log => noted('a', log), ['a']],
    ['its causes', log => noted('a', log, { cause: noted('b', log, { cause: noted('c', log) }) }), ['a', 'b', 'c']],
    [
      'the errors of an AggregateError',
      log => noted('a', log, { errors: [noted('b', log), noted('c', log)] }),
      ['a', 'b', 'c'],
    ],
    ['nothing of what is no error', () => ({ stack: 'x' }), []],
    ['nothing of undefined', () => undefined, []],
  ];
  for (const [title, make, read] of cases) {
    it(`reads the stack of ${title}`, () => {
      const log: string[] = [];
      readStack(make(log));
      expect(log).to.deep.equal(read);
    });
  }

  it('ends at an error that is its own cause', () => {
    const log: string[] = [];
    const error = noted('a', log);
    error.cause = error;
    readStack(error);
    expect(log.length).to.be.within(1, 5);
  });

  it('R25: does not throw what the members of an error throw', () => {
    const throwing = (name: string) =>
      Object.defineProperty(new Error('a'), name, {
        get: () => {
          throw new Error('of the user');
        },
      });
    for (const name of ['stack', 'cause', 'errors']) expect(() => readStack(throwing(name))).not.to.throw();
  });
});
