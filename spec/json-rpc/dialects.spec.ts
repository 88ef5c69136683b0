import { expect } from 'chai';
import { cdp, ethereum, type JsonRpcMessage, jsonRpc, rpcWebsockets } from '../../lib/json-rpc/index.js';
import type { SentRequest, Wire } from '../../lib/protocol/protocol.js';
import { thrownBy } from '../kit/facts.js';
import { receiverOf } from '../kit/receiver.js';

type Dialect = typeof ethereum | typeof rpcWebsockets;

/** What a dialect reads in a message; undefined if it leaves the message to JSON-RPC. */
const read = (dialect: Dialect, message: JsonRpcMessage): unknown => {
  let got: unknown;
  const to = receiverOf({
    item: (...given) => {
      got = ['item', ...given];
    },
    end: (...given) => {
      got = ['end', ...given];
    },
  });
  const isRead = dialect.read(message, to);
  expect(isRead, 'says whether it was one').to.equal(got !== undefined);
  return got;
};

const request = (method: string, args: readonly unknown[] = []): SentRequest => ({ id: 1, method, args });

describe('ethereum', () => {
  const notification = (params: unknown, more: object = {}) => ({ method: 'eth_subscription', params, ...more });

  it('R36: an item names its subscription', () => {
    const message = notification({ subscription: '0x1', result: { number: 7 } });
    expect(read(ethereum, message)).to.deep.equal(['item', '0x1', { number: 7 }, message]);
  });

  it('R36: of any method, any key and any item: Solana and Substrate have others', () => {
    for (const result of [null, undefined, 0, '', false]) {
      const message = { method: 'slotNotification', params: { subscription: 0, result } };
      expect(read(ethereum, message)).to.deep.equal(['item', 0, result, message]);
    }
  });

  it('R33: an error for a subscription ends it', () => {
    const message = notification({ subscription: '0x1', error: { code: 1 } });
    expect(read(ethereum, message)).to.deep.equal(['end', '0x1', message, { code: 1 }]);
  });

  const others: [what: string, message: JsonRpcMessage][] = [
    ['a reply', { id: 1, result: { subscription: '0x1' } }],
    ['a call of the server', notification({ subscription: '0x1', result: 1 }, { id: 5 })],
    ['an event', notification({ result: 1 })],
    ['an event with a list', notification(['0x1', 1])],
    ['an event without params', { method: 'tick' }],
    ['an event whose params are null', notification(null)],
    ['a message without a method', { params: { subscription: '0x1', result: 1 } }],
  ];
  for (const [what, message] of others) {
    it(`R36: leaves ${what} to JSON-RPC`, () => expect(read(ethereum, message)).to.equal(undefined));
  }

  it('R33: the result of the request is the key, which cancels it', () => {
    const { key, cancel } = ethereum.subscriptions;
    expect(key('0x9')).to.equal('0x9');
    const cancelled = (method: string) => cancel('0x9', request(method));
    expect(cancelled('eth_subscribe')).to.deep.equal(['eth_unsubscribe', ['0x9']]);
    expect(cancelled('accountSubscribe')).to.deep.equal(['accountUnsubscribe', ['0x9']]);
    expect(cancelled('chain_subscribeNewHeads')).to.deep.equal(['chain_unsubscribeNewHeads', ['0x9']]);
  });

  it('R33: a method that names no subscription has nothing that cancels it: it is not called again instead', () => {
    expect(ethereum.subscriptions.cancel('0x9', request('author_submitAndWatchExtrinsic'))).to.equal(undefined);
  });

  it('R36: sends an empty list as the params of a call without arguments', () => {
    const { body, frame } = jsonRpc(ethereum) as ReturnType<typeof jsonRpc> & Wire;
    expect(frame(1, 'eth_blockNumber', body([], 'eth_blockNumber'))).to.equal(
      '{"jsonrpc":"2.0","method":"eth_blockNumber","params":[],"id":1}',
    );
  });
});

describe('cdp', () => {
  it('R36: is JSON-RPC without a version', () => {
    const { body, frame } = jsonRpc(cdp) as ReturnType<typeof jsonRpc> & Wire;
    expect(frame(1, 'Runtime.enable', body([], ''))).to.equal('{"method":"Runtime.enable","id":1}');
    expect(frame(2, 'Runtime.evaluate', body({ expression: '1' }, ''))).to.equal(
      '{"method":"Runtime.evaluate","params":{"expression":"1"},"id":2}',
    );
  });
});

describe('rpcWebsockets', () => {
  it('R36: an item is a notification of its name', () => {
    const message = { notification: 'tick', params: [1] };
    expect(read(rpcWebsockets, message)).to.deep.equal(['item', 'tick', [1], message]);
  });

  for (const message of [{ id: 1, result: { tick: 'ok' } }, { method: 'tick' }, { notification: 7 }, {}]) {
    it(`R36: leaves ${JSON.stringify(message)} to JSON-RPC`, () => {
      expect(read(rpcWebsockets, message)).to.equal(undefined);
    });
  }

  it('R33: the key is the name, if the server says ok to it', () => {
    expect(rpcWebsockets.subscriptions.key({ tick: 'ok' }, request('rpc.on', ['tick']))).to.equal('tick');
  });

  const refusals: [what: string, data: unknown, why: string][] = [
    ['a refusal within a success', { tick: 'provided event invalid' }, 'provided event invalid'],
    ['no word of the name', { other: 'ok' }, 'undefined'],
    ['no object', 'ok', 'undefined'],
    ['null', null, 'undefined'],
  ];
  for (const [what, data, why] of refusals) {
    it(`R33: the server has not accepted it if the answer is ${what}`, () => {
      const error = thrownBy(() => rpcWebsockets.subscriptions.key(data, request('rpc.on', ['tick'])));
      expect((error as Error).message).to.equal(why);
    });
  }

  it('R33: names of prototypes are not accepted by themselves', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const act = () => rpcWebsockets.subscriptions.key({}, request('rpc.on', [name]));
      expect(act, name).to.throw(Error);
    }
  });

  it('R33: a subscription without a name is not accepted either', () => {
    expect(() => rpcWebsockets.subscriptions.key({ tick: 'ok' }, request('rpc.on'))).to.throw(Error);
    const named = { id: 1, method: 'rpc.on', args: { name: 'tick' } };
    expect(() => rpcWebsockets.subscriptions.key({ tick: 'ok' }, named)).to.throw(Error);
  });

  it('R33: what was subscribed to by rpc.on is cancelled by rpc.off, and nothing else is', () => {
    const { cancel } = rpcWebsockets.subscriptions;
    expect(cancel('tick', request('rpc.on', ['tick']))).to.deep.equal(['rpc.off', ['tick']]);
    expect(cancel('tick', request('other', ['tick']))).to.equal(undefined);
  });
});
