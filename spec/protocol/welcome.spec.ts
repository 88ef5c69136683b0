import { expect } from 'chai';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import type { Protocol, Receiver, Wire } from '../../lib/protocol/protocol.js';
import { welcomeOf } from '../../lib/protocol/welcome.js';
import { unhandledDuring } from '../rules/kit.js';
import { arrayProtocol } from './second-protocol.js';

const body = () => '';
const frame = () => '';

describe('welcomeOf', () => {
  it('R44: a protocol without a welcome has none: its sockets are welcomed when they open', () => {
    expect(welcomeOf(arrayProtocol)).to.equal(undefined);
  });

  it('R44: finds the message that the protocol says is the welcome', () => {
    const isWelcome = welcomeOf({ ...arrayProtocol, welcome: message => message === 'hello' });
    expect([isWelcome?.('[-1,"tick",1]'), isWelcome?.('hello')]).to.deep.equal([false, true]);
  });

  const kinds: [kind: string, tell: (to: Receiver) => void][] = [
    ['reply', to => to.reply(1, 2, 'm')],
    ['refusal', to => to.refusal(1, 2, 'm')],
    ['event', to => to.event('e', 2, 'm')],
    ['item', to => to.item(1, 2, 'm')],
    ['end', to => to.end(1, 'm', 2)],
    ['request', to => to.request(1, 'f', [], 'm')],
    ['control', to => to.control('m')],
    ['answer', to => to.answer('pong', 'm')],
  ];
  for (const [kind, tell] of kinds) {
    it(`R44: may be a message of any kind: ${kind}`, () => {
      const seen: unknown[] = [];
      const read = (_frame: unknown, to: Receiver) => tell(to);
      const welcome = (message: unknown) => seen.push(message) > 0;
      expect(welcomeOf({ body, frame, read, welcome })?.('x')).to.equal(true);
      expect(seen).to.deep.equal(['m']);
    });
  }

  it('R44: of several messages in one frame, any may be it; after it the function is not called', () => {
    const seen: unknown[] = [];
    const welcome = (message: unknown) => {
      seen.push((message as { method: string }).method);
      return seen.length === 2;
    };
    const batch = JSON.stringify(['a', 'b', 'c'].map(method => ({ jsonrpc: '2.0', method })));
    expect(welcomeOf({ ...jsonRpc(), welcome })?.(batch)).to.equal(true);
    expect(seen).to.deep.equal(['a', 'b']);
  });

  it('R44: a frame that is no message is no welcome, and a protocol that throws has not found it', () => {
    const read: Wire['read'] = (text, to) => {
      if (text === 'bad') return to.bad('bad', text);
      throw new Error('mine');
    };
    const isWelcome = welcomeOf({ body, frame, read, welcome: () => true });
    expect([isWelcome?.('bad'), isWelcome?.('x')]).to.deep.equal([false, false]);
  });

  it('R44: reads binary frames only where the protocol does', () => {
    const read = (_frame: unknown, to: Receiver) => to.control('m');
    const protocol: Protocol = { body, frame, read, welcome: () => true };
    const bytes = new Uint8Array(1);
    expect(welcomeOf(protocol)?.(bytes)).to.equal(false);
    expect(welcomeOf({ ...protocol, binary: true })?.(bytes)).to.equal(true);
  });

  it('R44: reads with a wire of its own, since the frames are read again', () => {
    let wires = 0;
    const wire = (): Wire => {
      wires += 1;
      let parts = '';
      return {
        frame,
        read: (part, to) => {
          parts += part;
          if (parts === 'hello') to.control(parts);
        },
      };
    };
    const protocol: Protocol = { body, wire, welcome: message => message === 'hello' };
    const [one, other] = [welcomeOf(protocol), welcomeOf(protocol)];
    expect([one?.('hel'), other?.('lo'), one?.('lo')]).to.deep.equal([false, false, true]);
    expect(wires).to.equal(2);
  });

  it('R25, R44: a function that throws is reported, and has not found it', async () => {
    const mine = new Error('mine');
    const welcome = () => {
      throw mine;
    };
    let isFound: boolean | undefined;
    const unhandled = await unhandledDuring(() => {
      isFound = welcomeOf({ ...arrayProtocol, welcome })?.('hello');
    });
    expect([isFound, unhandled]).to.deep.equal([false, [mine]]);
  });
});
