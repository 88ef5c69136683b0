import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { readCallArguments } from '../../lib/emitter/call-arguments.js';

describe('the arguments of call()', () => {
  const timeout = { timeout: 9 };
  const ofAnotherRealm = runInNewContext('({ timeout: 9 })');
  const derived = Object.assign(Object.create({ inherited: 1 }), timeout);
  const bare = Object.assign(Object.create(null), timeout);

  for (const [name, given, args, options] of [
    ['none', [], [], undefined],
    ['undefined', [undefined], [], undefined],
    ['undefined and options', [undefined, timeout], [], timeout],
    ['a list', [['a', 1]], ['a', 1], undefined],
    ['a list and options', [['a'], timeout], ['a'], timeout],
    ['an empty list and options', [[], timeout], [], timeout],
    ['one by one', [1, 2, 'k'], [1, 2, 'k'], undefined],
    ['one by one, then options', ['a', timeout], ['a'], timeout],
    ['options alone', [timeout], [], timeout],
    ['options of another realm', ['a', ofAnotherRealm], ['a'], ofAnotherRealm],
    ['options without a prototype', ['a', bare], ['a'], bare],
    ['an object with a key that is no option', ['a', { ...timeout, b: 1 }], ['a', { ...timeout, b: 1 }], undefined],
    ['an object without keys', ['a', {}], ['a', {}], undefined],
    ['an object that is not plain', ['a', derived], ['a', derived], undefined],
    ['null', [null], [null], undefined],
    ['options that are not last', [timeout, 'a'], [timeout, 'a'], undefined],
    ['a list that is not first', ['a', ['b']], ['a', ['b']], undefined],
  ] as const) {
    it(`R12, R17: ${name}`, () => {
      expect(readCallArguments(given)).to.deep.equal([args, options]);
    });
  }
});
