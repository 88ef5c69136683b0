import { expect } from 'chai';
import { maskedCause } from '../../lib/text/masked-cause.js';
import { Secrets } from '../../lib/text/secrets.js';

const KEY = 'k3y-long-enough';

describe('maskedCause', () => {
  const secrets = new Secrets();
  secrets.remember([KEY]);

  it('is what was thrown, in words', () => {
    const cause = new Error('no body');
    expect(maskedCause(cause, secrets)).to.deep.equal({ why: 'no body', options: { cause } });
    expect(maskedCause('text', secrets)).to.deep.equal({ why: '"text"', options: { cause: 'text' } });
  });

  it('R26: a cause that repeats a secret is described without it, and not kept', () => {
    const cause = new Error(`cannot write ["${KEY}"]`);
    expect(maskedCause(cause, secrets)).to.deep.equal({ why: 'cannot write ["…"]', options: undefined });
  });
});
