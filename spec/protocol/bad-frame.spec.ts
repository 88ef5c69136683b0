import { expect } from 'chai';
import { BadMessageError } from '../../lib/errors.js';
import { badFrame } from '../../lib/protocol/bad-frame.js';
import { Secrets } from '../../lib/text/secrets.js';

const KEY = 'a5ecret-authk3y';
const knowing = (...keys: string[]): Secrets => {
  const secrets = new Secrets();
  secrets.remember(keys);
  return secrets;
};
const none = knowing();

describe('badFrame', () => {
  it('R21: says why, and shows the frame', () => {
    const error = badFrame('not JSON', 'hello', undefined, none);
    expect(error).to.be.instanceOf(BadMessageError);
    expect(error).to.include({ message: 'received a frame that is not JSON', data: 'hello' });
    expect(error).not.to.have.property('cause');
  });

  it('R21: shows the first 256 characters of a long one', () => {
    expect(badFrame('not JSON', 'x'.repeat(257), undefined, none).data).to.equal('x'.repeat(256));
  });

  it('R21: keeps what the parser threw as its cause', () => {
    const cause = new SyntaxError('Unexpected token h');
    expect(badFrame('not JSON', 'hello', cause, none).cause).to.equal(cause);
  });

  const binaries: [title: string, frame: unknown, data: string][] = [
    ['a Buffer', Buffer.alloc(3), '[binary, 3 bytes]'],
    ['an ArrayBuffer', new ArrayBuffer(4), '[binary, 4 bytes]'],
    ['an empty one', new ArrayBuffer(0), '[binary, 0 bytes]'],
    ['a Blob', new Blob(['hello']), '[binary, 5 bytes]'],
    ['what nobody knows', {}, '[binary, unknown bytes]'],
    ['null', null, '[binary, unknown bytes]'],
  ];
  for (const [title, frame, data] of binaries) {
    it(`R21: shows the size of ${title}, and nothing of its content`, () => {
      expect(badFrame('binary', frame, undefined, knowing(KEY)).data).to.equal(data);
    });
  }

  it('R26: masks a key that the server repeats, and leaves out the cause, which quotes the frame', () => {
    const frame = `no user for ${KEY}`;
    const error = badFrame('not JSON', frame, new SyntaxError(`"${frame}" is not JSON`), knowing(KEY));
    expect(error.data).to.equal('no user for …');
    expect(error).not.to.have.property('cause');
  });

  it('R26: masks a key that ends after what is shown, of which the first half would be shown', () => {
    const { data } = badFrame('not JSON', `${'x'.repeat(250)}${KEY}`, undefined, knowing(KEY));
    expect(data).to.equal(`${'x'.repeat(250)}…`);
  });

  it('R26: looks for keys in no more than the beginning of a frame, however long it is', () => {
    const looked: number[] = [];
    const maskText = (text: string): string => {
      looked.push(text.length);
      return text;
    };
    badFrame('not JSON', 'x'.repeat(1_048_576), undefined, { maskText, maskValue: value => value });
    expect(looked).to.deep.equal([4_096]);
  });
});
