import { expect } from 'chai';
import { type Encoding, encode, unencodable } from '../../lib/protocol/encode.js';
import { Secrets } from '../../lib/text/secrets.js';
import { factsOf, thrownBy } from '../kit/facts.js';

const KEY = 'k3y-long-enough';

const stage = (protocol: Partial<Encoding['protocol']> = {}) => {
  const secrets = new Secrets();
  const encoding: Encoding = { protocol: { body: args => JSON.stringify(args), ...protocol }, secrets };
  return { secrets, encoding };
};

describe('encode', () => {
  it('R30: gives the protocol’s body of the arguments, which it may write by the method', () => {
    const asked: unknown[] = [];
    const { encoding } = stage({
      body: (...given) => {
        asked.push(given);
        return 'body';
      },
    });
    expect(encode(encoding, 'add', [1, 2])).to.equal('body');
    expect(asked).to.deep.equal([[[1, 2], 'add']]);
  });

  it('R26: remembers the secrets among the arguments, also when the body cannot be written', () => {
    const boom = new Error('no body');
    const { secrets, encoding } = stage({
      secrets: (method, args) => (method === 'login' ? [(args as string[])[0] as string] : []),
      body: () => {
        throw boom;
      },
    });
    expect(thrownBy(() => encode(encoding, 'login', [KEY]))).to.equal(boom);
    expect(secrets.maskText(`no ${KEY}`)).to.equal('no …');
  });

  it('R26: remembers nothing of a method without secrets', () => {
    const { secrets, encoding } = stage({ secrets: () => [] });
    encode(encoding, 'add', [KEY]);
    expect(secrets.maskText(KEY)).to.equal(KEY);
  });

  it('R19: throws what the protocol throws', () => {
    const boom = new Error('no secrets');
    const { encoding } = stage({
      secrets: () => {
        throw boom;
      },
    });
    expect(thrownBy(() => encode(encoding, 'login', [KEY]))).to.equal(boom);
  });

  for (const [what, given] of [
    ['undefined, as of an argument that was left out', [undefined, KEY]],
    ['a number', [12_345_678, KEY]],
    ['an empty string', ['', KEY]],
  ] as const) {
    it(`R26: a secret that is ${what} does not keep the others from being masked`, () => {
      const { secrets, encoding } = stage({ secrets: () => given as readonly string[] });
      encode(encoding, 'login', []);
      expect(secrets.maskText(`no ${KEY}, undefined`)).to.equal('no …, undefined');
    });
  }
});

describe('unencodable', () => {
  it('R19: is of kind encoding, and was never delivered', () => {
    const cause = new TypeError('a circle');
    expect(factsOf(unencodable('add', cause, new Secrets()))).to.deep.equal({
      name: 'CallError',
      message: 'the arguments of "add" cannot be serialized: a circle',
      method: 'add',
      kind: 'encoding',
      delivery: 'never',
      cause: factsOf(cause),
    });
  });

  it('R26: shows no secret among the arguments, which the protocol may quote', () => {
    const secrets = new Secrets();
    secrets.remember([KEY]);
    const { message, cause } = factsOf(unencodable('login', new Error(`no ["${KEY}"]`), secrets));
    expect([message, cause]).to.deep.equal(['the arguments of "login" cannot be serialized: no ["…"]', undefined]);
  });
});
