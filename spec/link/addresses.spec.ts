import { expect } from 'chai';
import fc from 'fast-check';
import { AddressError } from '../../lib/errors.js';
import {
  afterStable,
  checkAddresses,
  type Lap,
  nextAddress,
  startLap,
  withFailure,
  withList,
  withoutList,
} from '../../lib/link/addresses.js';
import { thrownBy } from '../kit/facts.js';

const lapOver = (...list: string[]): Lap => withList(startLap, list);

/** Lets `tries` attempts fail: the addresses that they dialled, and the lap after them. */
const failing = (start: Lap, tries: number, chance = 0): { tried: string; lap: Lap } => {
  let lap = start;
  let tried = '';
  for (let n = 0; n < tries; n += 1) {
    const address = nextAddress(lap, chance);
    tried += address;
    lap = withFailure(lap, address);
  }
  return { tried, lap };
};

describe('nextAddress', () => {
  const starts: [chance: number, first: string][] = [
    [0, 'a'],
    [0.33, 'a'],
    [0.34, 'b'],
    [0.67, 'c'],
    [1 - Number.EPSILON / 2, 'c'],
  ];
  for (const [chance, first] of starts) {
    it(`R1: starts at ${first} when random returns ${chance}`, () => {
      expect(nextAddress(lapOver('a', 'b', 'c'), chance)).to.equal(first);
    });
  }

  it('R1: continues round robin, wherever it starts', () => {
    expect(failing(lapOver('a', 'b', 'c'), 7).tried).to.equal('abcabca');
    expect(failing(lapOver('a', 'b', 'c'), 7, 0.5).tried).to.equal('bcabcab');
  });

  it('R1: always gives the same address if there is only one', () => {
    expect(failing(lapOver('a'), 3).tried).to.equal('aaa');
  });

  it('R1: dials an address that is listed twice once in a lap', () => {
    const { tried, lap } = failing(lapOver('a', 'b', 'a'), 4);
    expect(tried).to.equal('abab');
    expect(lap.laps).to.equal(2);
    expect(nextAddress(lapOver('a', 'a', 'b'), 0.5)).to.equal('b');
  });

  it('R1: uses random only for the first address', () => {
    const { lap } = failing(lapOver('a', 'b', 'c'), 1);
    for (const chance of [0, 0.5, 0.99]) expect(nextAddress(lap, chance)).to.equal('b');
  });

  const changes: [title: string, before: string[], tries: number, after: string[], chance: number, next: string][] = [
    ['continues after the last address in a new list', ['a', 'b', 'c'], 2, ['x', 'b', 'y'], 0, 'y'],
    ['continues from the end of a new list at its start', ['a', 'b'], 2, ['x', 'b'], 0, 'x'],
    ['starts at random again when a new list does not contain the last address', ['a', 'b'], 2, ['x', 'y'], 0.5, 'y'],
  ];
  for (const [title, before, tries, after, chance, next] of changes) {
    it(`R1: ${title}`, () => {
      const { lap } = failing(lapOver(...before), tries);
      expect(nextAddress(withList(lap, after), chance)).to.equal(next);
    });
  }

  it('R5: passes over the addresses that failed in the lap, in any order of the list', () => {
    const { lap } = failing(lapOver('a', 'b', 'c'), 1);
    expect(nextAddress(withList(lap, ['c', 'a', 'b']), 0)).to.equal('b');
    const { lap: two } = failing(lapOver('a', 'b', 'c', 'd'), 2);
    expect(nextAddress(withList(two, ['b', 'a', 'd', 'c']), 0)).to.equal('d');
    expect(failing(withList(two, ['b', 'a', 'd', 'c']), 2).tried).to.equal('dc');
  });

  it('R5: gives a failed address when no other one is left', () => {
    const { lap } = failing(lapOver('a', 'b'), 1);
    expect(nextAddress(withList(lap, ['a']), 0)).to.equal('a');
  });

  it('R5: an address that has just failed is not given again before the others', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.constantFrom(...'abcdef'), { minLength: 1 }), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (lists, chance) => {
          let lap = startLap;
          for (const list of lists) {
            lap = withList(lap, list);
            const address = nextAddress(lap, chance);
            const left = list.filter(each => !lap.failed.has(each));
            expect(list).to.include(address);
            if (left.length > 0) expect(left).to.include(address);
            lap = withFailure(lap, address);
          }
        },
      ),
    );
  });
});

describe('a lap', () => {
  it('R4: ends when the last of its addresses has failed', () => {
    const laps = [0, 1, 2, 3, 4, 6, 9].map(tries => failing(lapOver('a', 'b', 'c'), tries).lap.laps);
    expect(laps).to.deep.equal([0, 0, 0, 1, 1, 2, 3]);
  });

  it('R4: ends also when each list differs from the one before', () => {
    let lap = startLap;
    const laps: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      lap = withList(lap, [`a${n}`, `b${n}`, `c${n}`]);
      lap = withFailure(lap, nextAddress(lap, 0));
      laps.push(lap.laps);
    }
    expect(laps).to.deep.equal([0, 0, 1, 1, 1, 2, 2]);
    expect(lap.failed.size).to.equal(1);
  });

  it('R4: counts an address once, even if it fails twice', () => {
    const lap = withFailure(withFailure(lapOver('a', 'b'), 'a'), 'a');
    expect(lap.laps).to.equal(0);
    expect([...lap.failed]).to.deep.equal(['a']);
  });

  it('R4: starts without failed addresses', () => {
    expect([...failing(lapOver('a', 'b'), 2).lap.failed]).to.deep.equal([]);
  });

  it('R4: counts as failed when the function gave no list', () => {
    const lap = withoutList(failing(lapOver('a', 'b', 'c'), 1).lap);
    expect(lap).to.deep.include({ last: 'a', laps: 1 });
    expect([...lap.failed]).to.deep.equal([]);
    expect(nextAddress(lap, 0)).to.equal('b');
  });

  it('R4: starts the count again after a stable connection, and continues after the last address', () => {
    const lap = afterStable(failing(lapOver('a', 'b'), 5).lap);
    expect(lap.laps).to.equal(0);
    expect([...lap.failed]).to.deep.equal([]);
    expect(failing(lap, 2).tried).to.equal('ba');
  });

  it('is not changed by the functions that derive the next one', () => {
    const lap = lapOver('a', 'b');
    failing(lap, 3);
    withoutList(lap);
    expect(lap).to.deep.equal({ list: ['a', 'b'], last: undefined, failed: new Set(), laps: 0 });
  });
});

describe('checkAddresses', () => {
  it('R1: returns the list itself when it is valid', () => {
    const list = ['ws://a', 'wss://b:8443/c?d=e'];
    expect(checkAddresses(list)).to.equal(list);
  });

  const SECRET = { authkey: 'SECRET' };
  const bad: [title: string, list: unknown, offending: unknown, message: string][] = [
    ['no list', undefined, undefined, 'the addresses must be an array of URLs, not undefined'],
    ['null', null, undefined, 'the addresses must be an array of URLs, not null'],
    ['one address', 'ws://a', 'ws://a', 'the addresses must be an array of URLs, not "ws://a"'],
    [
      'a whole reply as text',
      JSON.stringify(SECRET),
      undefined,
      'the addresses must be an array of URLs, not a string',
    ],
    ['an object', SECRET, undefined, 'the addresses must be an array of URLs, not an object'],
    ['an empty list', [], undefined, 'the list of addresses is empty: give a ws: or wss: URL'],
    ['a number', [7], undefined, 'the address 7 is not a string'],
    ['nothing', ['ws://a', undefined], undefined, 'the address undefined is not a string'],
    ['an object in the list', [SECRET], undefined, 'the address an object is not a string'],
    ['a list in the list', [[SECRET]], undefined, 'the address an array of 1 is not a string'],
    ['a URL object', [new URL('ws://a')], undefined, 'the address an object is not a string'],
    ['an empty string', [''], '', 'the address "" is not a URL'],
    ['a host', ['ws://a', 'a.example'], 'a.example', 'the address "a.example" is not a URL'],
    ['http:', ['http://a'], 'http://a', 'the address "http://a" is not a ws: or wss: URL'],
    ['host:port', ['localhost:80'], 'localhost:80', 'the address "localhost:80" is not a ws: or wss: URL'],
    ['a fragment', ['ws://a/#b'], 'ws://a/#…', 'the address "ws://a/#…" has a fragment, which a WebSocket URL may not'],
  ];
  for (const [title, list, offending, message] of bad) {
    it(`R1: quotes the invalid value: ${title}`, () => {
      const error = thrownBy(() => checkAddresses(list));
      expect(error).to.be.instanceOf(AddressError);
      expect(error).to.deep.include({ name: 'AddressError', message, address: offending });
    });
  }

  const secrets: [title: string, list: unknown, redacted: string, message: string][] = [
    [
      'a password',
      ['ws://ok', 'http://ada:SECRET@a/'],
      'http://a/',
      'the address "http://a/" is not a ws: or wss: URL',
    ],
    ['a query', ['a.example?k=SECRET'], 'a.example?…', 'the address "a.example?…" is not a URL'],
    [
      'a password that is cut',
      [`http://ada:${'SECRET'.repeat(50)}@a/`],
      'http://a/',
      'the address "http://a/" is not a ws: or wss: URL',
    ],
    ['one address', 'ws://a/?k=SECRET', 'ws://a/?k=…', 'the addresses must be an array of URLs, not "ws://a/?k=…"'],
  ];
  for (const [title, list, redacted, message] of secrets) {
    it(`R26: quotes no secret: ${title}`, () => {
      expect(thrownBy(() => checkAddresses(list))).to.deep.include({ message, address: redacted });
    });
  }

  it('R1: quotes only the start of a very long value', () => {
    const { message } = thrownBy(() => checkAddresses([`ftp://${'x'.repeat(10_000)}`])) as Error;
    expect(message).to.match(/^the address "ftp:\/\/x+…" is not a ws: or wss: URL$/);
    expect(message.length).to.be.below(200);
  });
});
