import { expect } from 'chai';
import { ethereum, type JsonRpcOptions, jsonRpc } from '../../lib/json-rpc/index.js';
import { checkProtocol } from '../../lib/protocol/check-protocol.js';
import type { Arguments, Protocol, Wire } from '../../lib/protocol/protocol.js';
import { thrownBy } from '../kit/facts.js';
import { receiverOf } from '../kit/receiver.js';

const make = (options?: JsonRpcOptions): Protocol & Wire => jsonRpc(options) as Protocol & Wire;

/** The frames of a call and of a notification. */
const framesOf = (args: Arguments, options?: JsonRpcOptions): unknown[] => {
  const protocol = make(options);
  const body = protocol.body(args, 'add');
  return [protocol.frame(3, 'add', body), protocol.notification?.('add', body)];
};

const failed = { kind: 'failed', message: 'no' } as const;

describe('jsonRpc', () => {
  it('R30: is a protocol, with everything that JSON-RPC has', () => {
    const protocol = make();
    checkProtocol(protocol);
    expect(protocol).to.have.keys('name', 'binary', 'body', 'frame', 'notification', 'result', 'failure', 'read');
    expect(protocol.binary).to.equal(true);
  });

  it('R36: sends arguments one after the other, or by name', () => {
    expect(framesOf([1, 'two'])).to.deep.equal([
      '{"jsonrpc":"2.0","method":"add","params":[1,"two"],"id":3}',
      '{"jsonrpc":"2.0","method":"add","params":[1,"two"]}',
    ]);
    expect(framesOf({ a: 1 })).to.deep.equal([
      '{"jsonrpc":"2.0","method":"add","params":{"a":1},"id":3}',
      '{"jsonrpc":"2.0","method":"add","params":{"a":1}}',
    ]);
    expect(framesOf({})[0]).to.equal('{"jsonrpc":"2.0","method":"add","params":{},"id":3}');
  });

  it('R36: sends no params without arguments, unless the server wants an empty list', () => {
    expect(framesOf([])).to.deep.equal(['{"jsonrpc":"2.0","method":"add","id":3}', '{"jsonrpc":"2.0","method":"add"}']);
    expect(framesOf([], { emptyParams: [] })).to.deep.equal([
      '{"jsonrpc":"2.0","method":"add","params":[],"id":3}',
      '{"jsonrpc":"2.0","method":"add","params":[]}',
    ]);
  });

  it('R36: the version null leaves the version out', () => {
    expect(framesOf([1], { version: null })).to.deep.equal([
      '{"method":"add","params":[1],"id":3}',
      '{"method":"add","params":[1]}',
    ]);
    const { result, failure } = make({ version: null });
    expect(result?.(1, 2)).to.equal('{"id":1,"result":2}');
    expect(failure?.(1, failed)).to.equal('{"id":1,"error":{"code":-32000,"message":"no"}}');
  });

  it('R36: a method of any name is one text in the frame', () => {
    const { frame } = make();
    for (const method of ['a"b', 'a\\', '\u0000', '__proto__', 'grüß', '","id":9']) {
      expect(JSON.parse(String(frame(1, method, '')))).to.deep.equal({ jsonrpc: '2.0', method, id: 1 });
    }
  });

  it('R19: arguments that cannot be serialized throw', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => make().body(circle, 'add')).to.throw(TypeError);
    expect(() => make().body([1n], 'add')).to.throw(TypeError);
    const nothing = { toJSON: () => undefined };
    expect(() => make().body(nothing, 'add')).to.throw(TypeError, 'it gives nothing when serialized');
  });

  it('R34: answers a call of the server with its id as sent, of whatever type', () => {
    const { result } = make();
    expect(result?.(1, { a: 1 })).to.equal('{"jsonrpc":"2.0","id":1,"result":{"a":1}}');
    expect(result?.('x"', [])).to.equal('{"jsonrpc":"2.0","id":"x\\"","result":[]}');
  });

  it('R34: a handler that gives nothing answers null: the result must be there', () => {
    const { result } = make();
    expect(result?.(1, undefined)).to.equal('{"jsonrpc":"2.0","id":1,"result":null}');
    expect(result?.(1, null)).to.equal('{"jsonrpc":"2.0","id":1,"result":null}');
    expect(result?.(1, 0)).to.equal('{"jsonrpc":"2.0","id":1,"result":0}');
    expect(result?.(1, false)).to.equal('{"jsonrpc":"2.0","id":1,"result":false}');
    expect(() => result?.(1, () => {})).to.throw(TypeError);
  });

  it('R34: answers what failed, and what it has no method for, by the codes of JSON-RPC', () => {
    const { failure } = make();
    expect(failure?.(1, { kind: 'unknown-method', message: 'what?' })).to.equal(
      '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"what?"}}',
    );
    expect(failure?.('x', failed)).to.equal('{"jsonrpc":"2.0","id":"x","error":{"code":-32000,"message":"no"}}');
  });

  it('R35: cancels by a notification if the server has one, and otherwise not', () => {
    expect(make()).not.to.have.property('cancel');
    expect(make({ cancelMethod: '$/cancelRequest' }).cancel?.(7, 'add')).to.equal(
      '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":7}}',
    );
    expect(make({ cancelMethod: 'cancel', version: null }).cancel?.(7, 'add')).to.equal(
      '{"method":"cancel","params":{"id":7}}',
    );
  });

  it('R36: reads frames, by the dialect first', () => {
    const read: string[] = [];
    const to = receiverOf({
      event: name => void read.push(`event ${name}`),
      item: key => void read.push(`item ${key}`),
    });
    make().read('{"method":"eth_subscription","params":{"subscription":"0x1","result":1}}', to);
    make(ethereum).read('{"method":"eth_subscription","params":{"subscription":"0x1","result":1}}', to);
    expect(read).to.deep.equal(['event eth_subscription', 'item 0x1']);
  });

  it('R36: passes on what it does not concern itself with', () => {
    const others: JsonRpcOptions = {
      setUp: () => [],
      protocols: 'rpc',
      url: address => address,
      ids: 'connection',
      firstId: 5,
      fatalCloseCodes: [4001],
      secrets: () => [],
      refusal: () => undefined,
      heartbeat: { method: 'ping' },
      subscriptions: {},
    };
    expect(make(others)).to.include(others);
    expect(make({ ...others, ...ethereum }).subscriptions).to.equal(ethereum.subscriptions);
  });

  it('R31: an option that does not exist is a TypeError that names it', () => {
    const error = thrownBy(() => jsonRpc({ verison: null } as JsonRpcOptions));
    expect(error).to.be.instanceOf(TypeError);
    expect((error as Error).message).to.contain('jsonRpc.verison');
  });
});
