import { expect } from 'chai';
import { cdp, ethereum, type JsonRpcOptions, rpcWebsockets } from '../../lib/json-rpc/index.js';
import { checkOptions } from '../../lib/json-rpc/options.js';
import { thrownBy } from '../kit/facts.js';

const wrong = (given: unknown): string => {
  const error = thrownBy(() => checkOptions(given as JsonRpcOptions));
  expect(error).to.be.instanceOf(TypeError);
  return (error as Error).message;
};

describe('the options of jsonRpc', () => {
  it('are optional, and undefined counts as not given', () => {
    checkOptions({});
    checkOptions({ version: undefined, emptyParams: undefined, cancelMethod: undefined, read: undefined });
    checkOptions({ version: null, emptyParams: [], cancelMethod: '$/cancelRequest', read: () => false });
  });

  it('R36: dialects are sets of them', () => {
    for (const dialect of [ethereum, cdp, rpcWebsockets]) checkOptions(dialect);
    checkOptions({ ...ethereum, ...rpcWebsockets, ...cdp, setUp: () => [] });
  });

  for (const given of [null, 7, 'ethereum', [], [ethereum]]) {
    it(`must be an object, not ${JSON.stringify(given)}`, () => {
      expect(wrong(given)).to.match(/^the options of jsonRpc must be an object, not /);
    });
  }

  const impossible: [name: string, value: unknown][] = [
    ['version', '1.0'],
    ['version', 2],
    ['emptyParams', {}],
    ['emptyParams', [1]],
    ['cancelMethod', true],
    ['read', 'read'],
    ['setUp', {}],
    ['ids', 'never'],
    ['firstId', '1'],
    ['subscriptions', []],
    ['heartbeat', 'ping'],
  ];
  for (const [name, value] of impossible) {
    it(`R31: an impossible ${name} is a TypeError that names it: ${JSON.stringify(value)}`, () => {
      expect(wrong({ [name]: value })).to.contain(`jsonRpc.${name} must be `);
    });
  }

  for (const name of ['body', 'wire', 'frame', 'binary', 'auth', '__proto__x']) {
    it(`R31: there is no option ${name}`, () => {
      expect(wrong({ [name]: () => {} })).to.contain(`there is no option "jsonRpc.${name}"`);
    });
  }
});
