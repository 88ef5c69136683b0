import { Agent } from 'node:http';
import { expect } from 'chai';
import type { BeamChatOptions } from '../../lib/beam/options.js';
import { BeamChat } from '../../lib/beam-chat.js';
import { thrownBy } from '../kit/facts.js';

const construct = (options: unknown) => new BeamChat(['ws://127.0.0.1:9'], options as BeamChatOptions);

describe('options with which no dial can succeed', () => {
  const method = { dial() {} }.dial;
  const bad: [option: string, values: unknown[]][] = [
    ['protocols', ['', 'has blank', 'ümlaut', 'a,b', 'a\n', [''], ['twice', 'twice'], ['a', 'b/c'], ['a', undefined]]],
    ['WebSocketCtor', [() => {}, async () => {}, method]],
    ['auth', [[Number.NaN], [1, Number.POSITIVE_INFINITY, 'k3y'], [1, 2, 3n]]],
    ['query', [new Map([['a', 'b']]), new URLSearchParams('a=b')]],
  ];
  const badForWs: [option: string, values: unknown[]][] = [
    ['maxPayload', ['big', -1, 1.5, 2 ** 31, Number.POSITIVE_INFINITY, Number.NaN, null]],
    ['maxFragments', ['many', -1]],
    ['maxBufferedChunks', ['many', -1]],
    ['maxPendingAutoPongs', ['many', -1]],
    ['maxRedirects', ['many', -1]],
    ['handshakeTimeout', ['1s', -1, 2 ** 31, Number.POSITIVE_INFINITY]],
    ['closeTimeout', ['1s', -1, 2 ** 31, Number.POSITIVE_INFINITY]],
    ['protocolVersion', [7, '13', null]],
    ['agent', [true, {}, 'agent', 7]],
    ['auth', [7, ['user', 'k3y']]],
    ['family', [5, '4']],
    ['origin', [7, 'https://ümläut€.test', 'a\r\nb']],
    ['perMessageDeflate', ['yes', 1, null]],
    ['followRedirects', ['yes', 1]],
    ['allowSynchronousEvents', ['yes']],
    ['autoPong', ['yes']],
    ['skipUTF8Validation', ['yes']],
    ['rejectUnauthorized', ['false', 0]],
    ['finishRequest', [true]],
    ['generateMask', [true]],
    ['checkServerIdentity', [true]],
    ['createConnection', [true]],
    ['lookup', ['dns']],
    ['headers', [7, 'a: b', null, ['a', 'b'], new Map([['a', 'b']]), new Headers({ a: 'b' })]],
  ];
  const messageOf = (options: object): string => {
    const error = thrownBy(() => construct(options));
    expect(error).to.be.instanceOf(TypeError);
    return (error as TypeError).message;
  };
  for (const [option, values] of bad) {
    it(`are refused by the constructor, which names ${option}`, () => {
      for (const value of values) expect(messageOf({ [option]: value })).to.match(RegExp(`^the option ${option} must`));
    });
  }
  for (const [option, values] of badForWs) {
    it(`are refused by the constructor, which names ws.${option}`, () => {
      for (const value of values) {
        expect(messageOf({ ws: { [option]: value } })).to.match(RegExp(`^the option ws\\.${option} must`));
      }
    });
  }

  const headers: [headers: object, message: string][] = [
    [{ 'X Me': 'a' }, 'a name in the option ws.headers must be a name that an HTTP header can have, not "X Me"'],
    [{ '': 'a' }, 'a name in the option ws.headers must be a name that an HTTP header can have, not ""'],
    ...[null, {}, true, [], ['a', 7], 'k3y\r\nX-Other: a', 'k3y€', 'k3y\0'].map((value): [object, string] => [
      { 'X-Me': value },
      'the option ws.headers["X-Me"] must be a string of Latin-1 characters without line breaks, not ',
    ]),
  ];
  for (const [given, message] of headers) {
    it(`are refused by the constructor, which names the header: ${JSON.stringify(given)}`, () => {
      expect(messageOf({ ws: { headers: given } }))
        .to.include(message)
        .and.not.include('k3y');
    });
  }

  it('R26: are refused by an error that does not show their values', () => {
    const secrets = ['headers', 'auth', 'origin', 'agent', 'lookup', 'maxPayload'];
    for (const name of secrets) expect(messageOf({ ws: { [name]: ['k3y'] } })).not.to.include('k3y');
    expect(messageOf({ ws: { headers: 'k3y', maxPayload: 'k3y' } })).not.to.include('k3y');
  });
});

describe('options with which a dial can succeed', () => {
  function Ctor() {}
  const good: [options: object][] = [
    [{ protocols: "!#$%&'*+-.^_`|~09azAZ" }],
    [{ protocols: ['a', 'A'] }],
    [{ protocols: [] }],
    [{ WebSocketCtor: Ctor }],
    [{ WebSocketCtor: Ctor.bind(undefined) }],
    [{ WebSocketCtor: class {} }],
    [{ auth: [1, null, undefined, 'key'] }],
    [{ ws: { maxPayload: 0, maxFragments: 0, handshakeTimeout: 1, protocolVersion: 8, family: 6 } }],
    [{ ws: { agent: new Agent() } }],
    [{ ws: { agent: false, headers: {} } }],
    [{ ws: { agent: undefined, headers: { 'X-Me': undefined } } }],
    [{ ws: { headers: { 'X-Me': 'a\tbé', 'X-Count': 7, Cookie: ['a=b', 'c=d'], 'X-Empty': '' } } }],
    [{ ws: { perMessageDeflate: { threshold: 1 }, rejectUnauthorized: false, origin: 'https://a.test' } }],
    [{ ws: { ca: ['pem'], servername: 'a', anythingElse: 1n } }],
  ];
  for (const [options] of good) {
    it(`are taken: ${Object.keys(options)}`, () => {
      expect(construct(options)).to.be.instanceOf(BeamChat);
    });
  }
});
