import { Agent } from 'node:http';
import { expect } from 'chai';
import { resolveSocketOptions as inBrowsers } from '../../lib/link/platform.browser.js';
import type { NodeSocketOptions } from '../../lib/link/web-socket-like.js';
import { resolveSocketOptions } from '../../lib/link/ws-options.js';
import { thrownBy } from '../kit/facts.js';

const resolve = (given: object) => resolveSocketOptions(given as NodeSocketOptions);

describe('resolveSocketOptions', () => {
  it('passes what ws can take, and what it has no rule for', () => {
    const agent = new Agent();
    const given = { maxPayload: 0, agent, followRedirects: true, ca: 'certificate', handshakeTimeout: undefined };
    expect(resolve(given)).to.deep.equal({ maxPayload: 0, agent, followRedirects: true, ca: 'certificate' });
  });

  it('copies and freezes the headers', () => {
    const headers: Record<string, string> = { 'x-a': '1' };
    const resolved = resolve({ headers });
    headers['x-a'] = '2';
    expect(resolved.headers).to.deep.equal({ 'x-a': '1' });
    expect(Object.isFrozen(resolved.headers)).to.equal(true);
  });

  const bad: [given: object, message: string][] = [
    [{ maxPayload: 'big' }, 'the option ws.maxPayload must be a whole number from 0 to 2147483647, not a string'],
    [
      { headers: { 'a b': '1' } },
      'a name in the option ws.headers must be a name that an HTTP header can have, not "a b"',
    ],
    [
      { headers: { a: 'x\r\ny' } },
      'the option ws.headers["a"] must be a string of Latin-1 characters without line breaks, not one with other characters',
    ],
    [
      { headers: { a: ['x', '\u2713'] } },
      'the option ws.headers["a"] must be a string of Latin-1 characters without line breaks, not one with other characters',
    ],
    [
      { headers: { a: null } },
      'the option ws.headers["a"] must be a string of Latin-1 characters without line breaks, not null',
    ],
    [
      { origin: '\n' },
      'the option ws.origin must be a string that an HTTP header can have, not one with other characters',
    ],
  ];
  for (const [given, message] of bad) {
    it(`R28: refuses ${JSON.stringify(given)}`, () => {
      expect((thrownBy(() => resolve(given)) as TypeError).message).to.equal(message);
    });
  }

  it('has no checks in browsers, where nothing of it is used', () => {
    const given = { maxPayload: 1 };
    expect(inBrowsers(given)).to.deep.equal(given);
    expect(inBrowsers(given)).not.to.equal(given);
  });
});
