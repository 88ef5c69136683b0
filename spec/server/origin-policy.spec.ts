import { expect } from 'chai';
import { OriginPolicy } from '../../lib/server/origin-policy.js';

describe('OriginPolicy', () => {
  const refusal = (
    request: { host?: string; origin?: string },
    { origins = [] as readonly string[], host = '127.0.0.1' } = {},
  ) => new OriginPolicy(origins, host).refusalOf(request);

  it('allows requests without an Origin, as Node clients send them', () => {
    for (const host of ['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', '192.168.1.5:8080', undefined])
      expect(refusal(host === undefined ? {} : { host }), host).to.equal(undefined);
  });

  it('allows pages of this machine, at any port and with any scheme', () => {
    for (const origin of [
      'http://localhost:4200',
      'http://127.0.0.1:9876',
      'http://127.1.2.3',
      'https://localhost',
      'http://[::1]:4200',
      'http://0.0.0.0:3000',
      'http://app.localhost:3000',
      'capacitor://localhost',
    ])
      expect(refusal({ host: '127.0.0.1:8080', origin }), origin).to.equal(undefined);
  });

  it('refuses pages of any other origin, by its name', () => {
    for (const origin of [
      'https://evil.example',
      'http://localhost.evil.example',
      'http://127.0.0.1.nip.io',
      'http://localhost@evil.example',
      'http://xlocalhost',
      'http://192.168.1.5:4200',
      'chrome-extension://abcdef',
      'file://',
      'null',
      '',
      'http://localhost:4200, https://evil.example',
    ])
      expect(refusal({ host: '127.0.0.1:8080', origin }), origin)
        .to.include(JSON.stringify(origin))
        .and.include('option origins');
  });

  it('refuses a Host that does not name this machine, as after DNS rebinding', () => {
    for (const host of [
      'evil.example',
      'evil.example:8080',
      'localhost.evil.example',
      'localhost@evil.example',
      '127.0.0.1.nip.io:8080',
      '',
      '::',
    ])
      expect(refusal({ host }), host).to.include(JSON.stringify(host)).and.include('option origins');
    expect(refusal({ host: 'evil.example', origin: 'http://evil.example' })).to.include('evil.example');
    expect(refusal({ host: 'evil.example', origin: 'http://localhost' })).to.include('evil.example');
  });

  it('allows pages of the address at which the server is reached', () => {
    const lan = { host: '192.168.1.5:8080', origin: 'http://192.168.1.5:4200' };
    expect(refusal(lan, { host: '0.0.0.0' })).to.equal(undefined);
    expect(refusal({ ...lan, origin: 'http://192.168.1.6:4200' }, { host: '0.0.0.0' })).to.include('192.168.1.6');
  });

  it('allows the host that the server listens on as Host', () => {
    const named = { host: 'chat.test:8080', origin: 'http://chat.test' };
    expect(refusal(named, { host: 'chat.test' })).to.equal(undefined);
    expect(refusal(named, { host: '0.0.0.0' })).to.include('chat.test');
  });

  it('allows listed origins, and their hosts as Host', () => {
    const origins = ['https://App.example', 'http://chat:8080', 'https://secure.example:443', 'null', 'file://'];
    for (const origin of ['https://app.example', 'null', 'file://', 'https://secure.example', 'http://chat:8080'])
      expect(refusal({ host: '127.0.0.1', origin }, { origins }), origin).to.equal(undefined);
    for (const origin of ['http://app.example', 'https://app.example:8443', 'https://www.app.example', 'http://chat'])
      expect(refusal({ host: '127.0.0.1', origin }, { origins }), origin).to.include(origin);
    expect(refusal({ host: 'chat:9000' }, { origins })).to.equal(undefined);
    expect(refusal({ host: 'other:9000' }, { origins })).to.include('other');
    expect(refusal({ host: '' }, { origins })).to.include('Host');
  });

  it('allows everything with *', () => {
    const all = { origins: ['*'] };
    expect(refusal({ host: 'evil.example', origin: 'https://evil.example' }, all)).to.equal(undefined);
    expect(refusal({ host: '', origin: 'null' }, all)).to.equal(undefined);
  });

  it('shows no more than the beginning of a long value', () => {
    expect(refusal({ origin: `https://${'x'.repeat(10_000)}.example` })?.length).to.be.below(400);
  });
});
