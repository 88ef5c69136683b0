import { expect } from 'chai';
import { dialUrl, type UrlOptions } from '../../lib/beam/url.js';

describe('dialUrl', () => {
  const cases: [title: string, address: string, options: Partial<UrlOptions>, url: string][] = [
    ['adds the version', 'ws://a/', {}, 'ws://a/?version=1.0'],
    ['adds a path to an address without one', 'wss://a:443', {}, 'wss://a/?version=1.0'],
    ['adds the client id', 'ws://a/', { clientId: 'me' }, 'ws://a/?version=1.0&Client-ID=me'],
    ['keeps port, path and query', 'wss://a:8443/b?c=d', {}, 'wss://a:8443/b?c=d&version=1.0'],
    ['adds the query, escaped', 'ws://a/', { query: { q: 'a&b=c d' } }, 'ws://a/?version=1.0&q=a%26b%3Dc+d'],
    ['gives the version in options.query precedence', 'ws://a/', { query: { version: '2' } }, 'ws://a/?version=2'],
    [
      'gives the query of the address precedence',
      'ws://a/?version=9&Client-ID=you&q=here',
      { clientId: 'me', query: { q: 'there' } },
      'ws://a/?version=9&Client-ID=you&q=here',
    ],
    ['does not escape twice', 'ws://a/?k=a%26b', {}, 'ws://a/?k=a%26b&version=1.0'],
  ];
  for (const [title, address, options, url] of cases) {
    it(title, () => expect(dialUrl(address, { protocolVersion: '1.0', query: {}, ...options })).to.equal(url));
  }

  it('leaves the query of the address as it is', () => {
    expect(dialUrl('ws://a/?sig=a%20b~c&flag', { protocolVersion: '1.0', query: {} })).to.equal(
      'ws://a/?sig=a%20b~c&flag&version=1.0',
    );
  });
});
