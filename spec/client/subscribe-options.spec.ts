import { expect } from 'chai';
import { readSubscribeOptions } from '../../lib/client/subscribe-options.js';
import { thrownBy } from '../kit/facts.js';

const wrong = (method: unknown, args: unknown, options?: unknown): string => {
  const error = thrownBy(() => readSubscribeOptions(method, args, options));
  expect(error).to.be.instanceOf(TypeError);
  return (error as Error).message;
};

describe('readSubscribeOptions', () => {
  it('R33: gives how long a subscription lingers: not at all unless it is said', () => {
    expect(readSubscribeOptions('ticks', [], undefined)).to.equal(0);
    expect(readSubscribeOptions('ticks', [], {})).to.equal(0);
    expect(readSubscribeOptions('ticks', [], { linger: undefined })).to.equal(0);
    expect(readSubscribeOptions('ticks', ['a'], { linger: 50 })).to.equal(50);
    expect(readSubscribeOptions('ticks', { a: 1 }, { linger: Number.POSITIVE_INFINITY })).to.equal(
      Number.POSITIVE_INFINITY,
    );
  });

  for (const method of [undefined, null, '', 7, {}]) {
    it(`the method ${JSON.stringify(method)} is a TypeError`, () => {
      expect(wrong(method, [])).to.match(
        /^the method of a subscription must be its name, a string that is not empty, not /,
      );
    });
  }

  for (const args of [null, 'a', 7, new Map(), new Set()]) {
    it(`the arguments ${Object.prototype.toString.call(args)} are a TypeError, which does not show what they hold`, () => {
      expect(wrong('ticks', args)).to.match(/^the arguments of "ticks" must be an array or an object, not /);
    });
  }

  for (const options of [null, 50, [], 'linger']) {
    it(`the options ${JSON.stringify(options)} are a TypeError`, () => {
      expect(wrong('ticks', [], options)).to.match(/^the options of a subscription must be an object \{linger\}, not /);
    });
  }

  for (const linger of [-1, Number.NaN, '50', null, 2 ** 31]) {
    it(`linger ${linger} is a TypeError that names it`, () => {
      expect(wrong('ticks', [], { linger })).to.contain('the option linger must be a number of ms');
    });
  }

  it('an option that does not exist is a TypeError that names it', () => {
    expect(wrong('ticks', [], { lingr: 5 })).to.contain('there is no option "lingr"');
  });
});
