import { expect } from 'chai';
import fc from 'fast-check';
import { redactAddress } from '../../lib/text/redact-address.js';

describe('R26: redactAddress', () => {
  for (const address of [
    'wss://chat.example',
    'wss://chat.example/',
    'WSS://Chat.Example:443/a/../b',
    'ws://[::1]:8080/chat',
    'ws://127.0.0.1:8080/a@b',
    'not an address',
    '',
  ]) {
    it(`leaves ${JSON.stringify(address)} as it is`, () => expect(redactAddress(address)).to.equal(address));
  }

  for (const [address, redacted] of [
    ['wss://host/path?token=SECRET', 'wss://host/path?token=…'],
    ['wss://host?token=SECRET', 'wss://host/?token=…'],
    ['wss://host/?a=SECRET&b=SECRET=SECRET&&c=', 'wss://host/?a=…&b=…&&c=…'],
    ['wss://host/?SECRET', 'wss://host/?…'],
    ['wss://host/?a=SECRET?b=SECRET', 'wss://host/?a=…'],
    ['wss://ada:SECRET@host/path', 'wss://host/path'],
    ['wss://SECRET@host:8080', 'wss://host:8080/'],
    ['wss://:SECRET@host/', 'wss://host/'],
    ['wss://ada:SECRET@SECRET@host/?k=SECRET', 'wss://host/?k=…'],
    ['wss:ada:SECRET@host', 'wss://host/'],
    ['wss://host/#SECRET', 'wss://host/#…'],
    ['wss://host/?k=SECRET#SECRET', 'wss://host/?k=…#…'],
  ] as const) {
    it(`writes ${address} as ${redacted}`, () => expect(redactAddress(address)).to.equal(redacted));
  }

  for (const [address, redacted] of [
    ['host/path?token=SECRET', 'host/path?…'],
    ['localhost:8080/?token=SECRET', 'localhost:8080/?…'],
    ['ada:SECRET@host/path', 'host/path'],
    ['wss://ho st/?token=SECRET', 'wss://ho st/?…'],
    ['wss://ada:SECRET@host:99999/?token=SECRET', 'wss://host:99999/?…'],
    ['wss://ada:SEC/RET@host/', 'wss://host/'],
    // Either the password has a question mark in it, or the query has an @: nobody can tell.
    ['wss://ada:SEC?RET@host/', 'wss://…'],
    ['wss://host:port/?mail=ada@SECRET', 'wss://…'],
  ] as const) {
    it(`cuts ${address}, which is no URL, to ${redacted}`, () => expect(redactAddress(address)).to.equal(redacted));
  }

  it('redacts an address only once', () => {
    const address = redactAddress('wss://ada:SECRET@host/path?token=SECRET&SECRET');
    expect(redactAddress(address)).to.equal(address);
  });

  it('shows no secret of any address, well formed or not', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ':', '/', '@', '?', '#', '&', '=', '%', ' ', '\\', '[') });
    fc.assert(
      fc.property(text, text, text, (host, before, after) => {
        const user = `wss://ada:SECRET@${host}`;
        const query = `wss://host${before.replaceAll(/[?#]/g, '')}?${after}SECRET`;
        expect(redactAddress(user)).not.to.include('SECRET');
        expect(redactAddress(query)).not.to.include('SECRET');
      }),
      { numRuns: 5_000 },
    );
  });
});
