import { expect } from 'chai';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import { checkProtocol } from '../../lib/protocol/check-protocol.js';
import { thrownBy } from '../kit/facts.js';

const none = () => '';
const wire = { frame: none, read: none };
const least = { body: none, ...wire };

/** What is wrong with a protocol. */
const wrong = (protocol: unknown): string => {
  const error = thrownBy(() => checkProtocol(protocol));
  expect(error).to.be.instanceOf(TypeError);
  return (error as Error).message;
};

describe('checkProtocol', () => {
  it('R30: everything is optional except the body, the frame and the reading', () => {
    checkProtocol(least);
    checkProtocol({ body: none, wire: () => wire });
    checkProtocol(jsonRpc());
  });

  for (const given of [undefined, null, 7, 'json', [], none]) {
    it(`R31: ${String(given)} is no protocol`, () => {
      expect(wrong(given)).to.match(/^the option protocol must be a protocol, such as jsonRpc\(\)/);
    });
  }

  for (const name of ['body', 'frame', 'read'] as const) {
    it(`R31: a protocol without ${name}, or with one that is no function, is a TypeError that names it`, () => {
      const { [name]: _, ...others } = least;
      expect(wrong(others)).to.equal(`protocol.${name} must be a function, not undefined`);
      expect(wrong({ ...least, [name]: 'text' })).to.match(
        new RegExp(`protocol\\.${name} must be a function, not "text"$`),
      );
    });
  }

  for (const name of ['frame', 'read'] as const) {
    it(`R31: so is a wire without ${name}`, () => {
      const { [name]: _, ...others } = wire;
      expect(wrong({ body: none, wire: () => others })).to.equal(
        `protocol.wire().${name} must be a function, not undefined`,
      );
    });
  }

  for (const given of [undefined, null, 'wire', []]) {
    it(`R31: a wire that is ${JSON.stringify(given)} is a TypeError`, () => {
      expect(wrong({ body: none, wire: () => given })).to.match(/^protocol\.wire\(\) must give an object, not /);
    });
  }

  it('R30: a wire() that throws may succeed later: it is the error of that connection', () => {
    checkProtocol({
      body: none,
      wire: () => {
        throw new Error('not yet');
      },
    });
  });

  const impossible: [name: string, given: object][] = [
    ['protocol.binary', { binary: 1 }],
    ['protocol.notification', { notification: true }],
    ['protocol.cancel', { cancel: 'rpc.cancel' }],
    ['protocol.result', { result: {} }],
    ['protocol.failure', { failure: null }],
    ['protocol.wire', { wire: {} }],
    ['protocol.protocols', { protocols: ['a b'] }],
    ['protocol.url', { url: 'wss://a.test' }],
    ['protocol.firstId', { firstId: -1 }],
    ['protocol.firstId', { firstId: 0.5 }],
    ['protocol.ids', { ids: 'session' }],
    ['protocol.setUp', { setUp: [] }],
    ['protocol.welcome', { welcome: 'hello' }],
    ['protocol.subscriptions', { subscriptions: true }],
    ['protocol.subscriptions.key', { subscriptions: { key: 'id' } }],
    ['protocol.subscriptions.cancel', { subscriptions: { cancel: 'off' } }],
    ['protocol.subscriptions.kay', { subscriptions: { kay: none } }],
    ['protocol.refusal', { refusal: [] }],
    ['protocol.fatalCloseCodes', { fatalCloseCodes: 4001 }],
    ['protocol.fatalCloseCodes', { fatalCloseCodes: ['4001'] }],
    ['protocol.secrets', { secrets: ['key'] }],
    ['protocol.heartbeat', { heartbeat: 'ping' }],
    ['protocol.heartbeat', { heartbeat: {} }],
    ['protocol.heartbeat.when', { heartbeat: { method: 'ping', when: 'allways' } }],
    ['protocol.heartbeat.args', { heartbeat: { method: 'ping', args: 1 } }],
    ['protocol.wire().cancel', { wire: () => ({ ...wire, cancel: 1 }) }],
    ['protocol.wire().binary', { wire: () => ({ ...wire, binary: 'yes' }) }],
  ];
  for (const [name, given] of impossible) {
    it(`R31: an impossible ${name} is a TypeError that names it: ${Object.keys(given)}`, () => {
      const message = wrong({ ...least, ...given });
      expect(message).to.satisfy(
        (text: string) => text.includes(`${name} must be`) || text.includes(`no option "${name}"`),
        message,
      );
    });
  }

  it('R31: undefined counts as not given', () => {
    const names = Object.keys({ ...least, url: 0, setUp: 0, ids: 0, heartbeat: 0, subscriptions: 0, wire: 0 });
    const gaps = Object.fromEntries(names.map(name => [name, undefined]));
    checkProtocol({ ...gaps, ...least });
  });

  it('R30: a protocol may have members of its own, and be an object of a class', () => {
    class Mine {
      readonly mine = 1;
      body = none;
      frame() {}
      read() {}
    }
    checkProtocol(new Mine());
  });
});
