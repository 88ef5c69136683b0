import { expect } from 'chai';
import { argumentsOf, sentCall } from '../../lib/protocol/sent-call.js';

describe('sentCall', () => {
  it('is the method, the arguments, and the id if the call has one', () => {
    expect(sentCall(3, 'add', '[1,2]')).to.deep.equal({ method: 'add', args: [1, 2], id: 3 });
    expect(sentCall(0, 'add', '')).to.deep.equal({ method: 'add', args: [], id: 0 });
    expect(sentCall(undefined, 'add', '{"a":1}')).to.deep.equal({ method: 'add', args: { a: 1 } });
    expect(sentCall(undefined, 'add', '')).not.to.have.property('id');
  });

  const bytes = new Uint8Array([1, 2]);
  const bodies: [what: string, body: string | Uint8Array, args: unknown][] = [
    ['none of an empty body', '', []],
    ['those of a list', '[1,{"a":null}]', [1, { a: null }]],
    ['the named ones of an object', '{"a":1}', { a: 1 }],
    ['the only one of any other JSON', '7', [7]],
    ['null as the only one', 'null', [null]],
    ['a body that is not JSON as the only one', 'a=1&b=2', ['a=1&b=2']],
    ['bytes as the only one', bytes, [bytes]],
  ];
  for (const [what, body, args] of bodies) {
    it(`the arguments are ${what}`, () => expect(argumentsOf(body)).to.deep.equal(args));
  }

  it('a name such as __proto__ is an argument like any other', () => {
    const args = argumentsOf('{"__proto__":{"polluted":1}}');
    expect(Object.keys(args)).to.deep.equal(['__proto__']);
    expect(args).not.to.have.property('polluted');
  });
});
