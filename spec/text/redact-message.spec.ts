import { expect } from 'chai';
import { redactMessage } from '../../lib/text/redact-message.js';

describe('R26: redactMessage', () => {
  const cases: [message: string, address: string | undefined, redacted: string][] = [
    ['the connection failed', undefined, 'the connection failed'],
    ['the connection failed', '', 'the connection failed'],
    ['the connection to ws://a failed: why?', 'ws://a', 'the connection to ws://a failed: why?'],
    ['ws://ada:SECRET@a/ failed', 'ws://ada:SECRET@a/', 'ws://a/ failed'],
    ['both ws://a/?k=SECRET and ws://a/?k=SECRET', 'ws://a/?k=SECRET', 'both ws://a/?k=… and ws://a/?k=…'],
    ["ws://ada:SECR'ET@a/ failed", "ws://ada:SECR'ET@a/", 'ws://a/ failed'],
    ['host?token=SECRET is no URL', 'host?token=SECRET', 'host?… is no URL'],
    [
      "The URL 'wss://a/?k=SECRET&version=1.0' is invalid.",
      'wss://a?k=SECRET',
      "The URL 'wss://a/?k=…&version=…' is invalid.",
    ],
    ['Invalid URL: WSS://ada:SECRET@a/', undefined, 'Invalid URL: wss://a/'],
    ['the address "ws://a/?k=SECRET" is odd', undefined, 'the address "ws://a/?k=…" is odd'],
    ['$& $1', 'ws://a/?k=SECRET', '$& $1'],
  ];
  for (const [message, address, redacted] of cases) {
    it(message, () => expect(redactMessage(message, address)).to.equal(redacted));
  }

  it('inserts a redacted address as it is, whatever signs it has', () => {
    expect(redactMessage('to ws://a/$&?k=SECRET: no', 'ws://a/$&?k=SECRET')).to.equal('to ws://a/$&?k=…: no');
  });

  it('changes nothing the second time', () => {
    const once = redactMessage('to ws://ada:SECRET@a/?k=SECRET failed', 'ws://ada:SECRET@a/?k=SECRET');
    expect(redactMessage(once, 'ws://a/?k=…')).to.equal(once);
  });

  it('takes no time to speak of for a long message', () => {
    const start = performance.now();
    redactMessage(`${'ws:/'.repeat(100_000)} ${'a'.repeat(1_000_000)}`);
    expect(performance.now() - start).to.be.below(1_000);
  });
});
