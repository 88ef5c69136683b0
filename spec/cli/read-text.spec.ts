import { expect } from 'chai';
import { readText } from '../../lib/cli/read-text.js';

/** Emits the bytes of a text one by one, and counts them. */
class Bytes {
  read = 0;
  ended = false;

  async *of(text: string): AsyncGenerator<Uint8Array> {
    try {
      for (const byte of Buffer.from(text)) {
        this.read += 1;
        yield Uint8Array.of(byte);
      }
    } finally {
      this.ended = true;
    }
  }
}

describe('readText', () => {
  it('reads text, also if a character is split between two chunks', async () => {
    expect(await readText(new Bytes().of('Grüße, 👩‍👧'), 100)).to.equal('Grüße, 👩‍👧');
    expect(await readText(new Bytes().of(''), 0)).to.equal('');
  });

  it('counts bytes, not characters', async () => {
    expect(await readText(new Bytes().of('üü'), 4)).to.equal('üü');
    expect(await readText(new Bytes().of('üüü'), 5)).to.equal(undefined);
  });

  it('does not read on once there is too much, and ends the stream', async () => {
    const bytes = new Bytes();
    expect(await readText(bytes.of('x'.repeat(1_000)), 10)).to.equal(undefined);
    expect(bytes).to.include({ read: 11, ended: true });
  });
});
