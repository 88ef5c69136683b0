import { expect } from 'chai';
import fc from 'fast-check';
import { ethereum, rpcWebsockets } from '../../lib/json-rpc/index.js';
import { type MessageReader, readFrame } from '../../lib/json-rpc/read.js';
import type { Receiver } from '../../lib/protocol/protocol.js';

/** What a receiver is told, in order: the member's name and what it is given, without the message as parsed. */
const told = (frame: string | Uint8Array, readOther?: MessageReader): unknown[][] => {
  const log: unknown[][] = [];
  const to: Receiver = {
    reply: (id, data) => void log.push(['reply', id, data]),
    refusal: (id, error) => void log.push(['refusal', id, error]),
    event: (name, data) => void log.push(['event', name, data]),
    item: (key, data) => void log.push(['item', key, data]),
    end: (key, _message, error) => void log.push(['end', key, error]),
    request: (id, method, args) => void log.push(['request', id, method, args]),
    control: message => void log.push(['control', message]),
    answer: answer => void log.push(['answer', answer]),
    bad: (why, of) => void log.push(['bad', why, of === frame]),
  };
  readFrame(frame, to, readOther);
  return log;
};

const bad = (why: string): unknown[][] => [['bad', why, true]];

describe('readFrame', () => {
  const messages: [what: string, message: object, told: unknown[]][] = [
    ['a reply', { jsonrpc: '2.0', id: 1, result: 5 }, ['reply', 1, 5]],
    ['a reply whose result is null', { id: 1, result: null }, ['reply', 1, null]],
    ['a reply whose result was left out', { id: 1 }, ['reply', 1, undefined]],
    ['a notification of version 1.0, with the id null', { method: 'a', params: [1], id: null }, ['event', 'a', [1]]],
    ['a reply of version 1.0, with the error null', { id: 1, result: 0, error: null }, ['reply', 1, 0]],
    ['a reply to the id as sent, of whatever type', { id: '1', result: 5 }, ['reply', '1', 5]],
    ['a refusal', { id: 1, error: { code: 1, message: 'no' } }, ['refusal', 1, { code: 1, message: 'no' }]],
    ['a refusal of version 1.0, with the result null', { id: 1, result: null, error: 'no' }, ['refusal', 1, 'no']],
    ['a refusal that is no object', { id: 1, error: false }, ['refusal', 1, false]],
    ['an event', { method: 'tick', params: [1] }, ['event', 'tick', [1]]],
    ['an event without params', { method: 'tick' }, ['event', 'tick', undefined]],
    ['a call of the server', { id: 7, method: 'ask', params: { a: 1 } }, ['request', 7, 'ask', { a: 1 }]],
    ['a call of the server whose id is a text', { id: 'x', method: 'ask' }, ['request', 'x', 'ask', undefined]],
    ['the answer to a notification', { id: null, result: 1 }, ['control', { id: null, result: 1 }]],
  ];
  for (const [what, message, expected] of messages) {
    it(`R36: reads ${what}`, () => expect(told(JSON.stringify(message))).to.deep.equal([expected]));
  }

  const frames: [what: string, frame: string, why: string][] = [
    ['no JSON', '{"id":1', 'not JSON'],
    ['empty', '', 'not JSON'],
    ['a number', '7', 'not an object'],
    ['null', 'null', 'not an object'],
    ['a text', '"hello"', 'not an object'],
    ['an empty batch', '[]', 'an empty batch'],
    ['a batch in a batch', '[[]]', 'not an object'],
    ['an empty object', '{}', 'neither a call nor a reply'],
    ['a method that is no text', '{"id":1,"method":7}', 'a call without a method'],
    ['a method that is null', '{"method":null}', 'a call without a method'],
    ['a method without letters', '{"method":""}', 'a call without a method'],
    ['an error without an id', '{"error":{"code":-32700}}', 'an error that belongs to no call'],
    ['an error whose id is null', '{"id":null,"error":{"code":-32700}}', 'an error that belongs to no call'],
  ];
  for (const [what, frame, why] of frames) {
    it(`R21, R36: one that is ${what} is bad, once`, () => expect(told(frame)).to.deep.equal(bad(why)));
  }

  it('R36: hands on the messages of a batch in order', () => {
    const batch = [{ method: 'a' }, { id: 1, result: 2 }, { id: 2, error: 3 }, { id: 4, method: 'b' }, { method: 'c' }];
    expect(told(JSON.stringify(batch)).map(([kind, name]) => `${kind} ${name}`)).to.deep.equal([
      'event a',
      'reply 1',
      'refusal 2',
      'request 4',
      'event c',
    ]);
  });

  it('R21: of a batch, only the first part that is no message is reported, and the others are read', () => {
    expect(told('[{"method":"a"},{},7,{"id":1,"result":2},null]')).to.deep.equal([
      ['event', 'a', undefined],
      ['bad', 'neither a call nor a reply', true],
      ['reply', 1, 2],
    ]);
  });

  it('R21: a batch of very many parts that are no messages is one bad frame', () => {
    const frame = `[${Array(100_000).fill('1').join(',')}]`;
    expect(told(frame)).to.deep.equal(bad('not an object'));
  });

  it('R36: reads binary frames that hold JSON', () => {
    const bytes = new TextEncoder().encode('{"id":1,"result":"grüß"}');
    expect(told(bytes)).to.deep.equal([['reply', 1, 'grüß']]);
  });

  it('R36: reads bytes that are a part of a larger buffer', () => {
    const bytes = new TextEncoder().encode('xx{"id":1,"result":1}xx');
    expect(told(bytes.subarray(2, -2))).to.deep.equal([['reply', 1, 1]]);
  });

  it('R21: bytes that are no JSON are bad', () => {
    expect(told(new Uint8Array([0xff, 0xfe, 0]))).to.deep.equal(bad('not JSON'));
    expect(told(new Uint8Array())).to.deep.equal(bad('not JSON'));
  });

  it('gives the receiver each message as parsed', () => {
    const seen: unknown[] = [];
    const note = (message: unknown) => void seen.push(message);
    const to = {
      reply: (_id: unknown, _data: unknown, message: unknown) => note(message),
      refusal: (_id: unknown, _error: unknown, message: unknown) => note(message),
      event: (_name: string, _data: unknown, message: unknown) => note(message),
      request: (_id: unknown, _method: string, _args: unknown, message: unknown) => note(message),
    } as unknown as Receiver;
    const batch = [
      { id: 1, result: 1 },
      { id: 1, error: 1 },
      { method: 'a', more: 1 },
      { id: 1, method: 'b' },
    ];
    readFrame(JSON.stringify(batch), to, undefined);
    expect(seen).to.deep.equal(batch);
  });

  describe('with messages that only some servers send', () => {
    const readPing: MessageReader = ({ ping }, to) => {
      if (ping === undefined) return false;
      to.answer(JSON.stringify({ pong: ping }), undefined);
      return true;
    };

    it('R36: asks the dialect first, and reads what it does not know', () => {
      expect(told('[{"ping":1},{"id":1,"result":2},{"id":1,"result":3,"ping":0}]', readPing)).to.deep.equal([
        ['answer', '{"pong":1}'],
        ['reply', 1, 2],
        ['answer', '{"pong":0}'],
      ]);
    });

    it('does not ask it for what is no object', () => {
      const never: MessageReader = () => {
        throw new Error('asked');
      };
      expect(told('[1,null,[],"x"]', never)).to.deep.equal(bad('not an object'));
    });
  });
});

describe('readFrame with hostile frames', () => {
  const readers: readonly (MessageReader | undefined)[] = [undefined, ethereum.read, rpcWebsockets.read];

  /** Names and values that messages of a server have, of the wrong types and in the wrong places. */
  const name = fc.constantFrom(
    ...['id', 'method', 'params', 'result', 'error', 'jsonrpc', 'notification', 'subscription'],
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'toJSON', 'then', 'length', ''],
  );
  const value = fc.letrec(tie => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false, 0, -1, 1e308, '', 'x', '__proto__', '\u0000', '\ud800'),
      fc.integer(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie('any')), { maxLength: 6 }).map(entries => Object.fromEntries(entries)),
    ),
  })).any;
  const frame = fc.oneof(
    value.map(each => JSON.stringify(each) ?? ''),
    fc.array(value, { maxLength: 5 }).map(each => JSON.stringify(each)),
    value.map(each => (JSON.stringify(each) ?? '').slice(0, -1)),
    fc.string(),
    fc.uint8Array(),
    value.map(each => new TextEncoder().encode(JSON.stringify(each) ?? '')),
  );

  it('R21: never throws, and each frame gives messages, or exactly one bad', () => {
    fc.assert(
      fc.property(frame, fc.constantFrom(...readers), (given, readOther) => {
        const log = told(given, readOther);
        const bads = log.filter(([kind]) => kind === 'bad');
        expect(bads.length).to.be.at.most(1);
        expect(log).not.to.deep.equal([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('R21: a frame that is one object gives exactly one message, or is bad', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.constantFrom(...readers), (given, readOther) => {
        expect(told(JSON.stringify(given), readOther)).to.have.length(1);
      }),
      { numRuns: 3_000 },
    );
  });

  it('R23: names of prototypes are names like any other, and change nothing', () => {
    const frame = '{"id":1,"result":{"__proto__":{"polluted":1}},"__proto__":{"method":"x","polluted":1}}';
    const [first] = told(frame);
    expect(first?.[0]).to.equal('reply');
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
    expect(told('{"__proto__":{"id":1,"result":2}}')).to.deep.equal(bad('neither a call nor a reply'));
    expect(told('{"method":"__proto__"}')).to.deep.equal([['event', '__proto__', undefined]]);
  });

  it('R21: an array in arrays, as deep as a frame can hold', () => {
    const deep = 100_000;
    expect(told(`${'['.repeat(deep)}${']'.repeat(deep)}`)).to.have.length(1);
    expect(told(`{"id":1,"result":${'['.repeat(deep)}${']'.repeat(deep)}}`)[0]?.[0]).to.equal('reply');
  });
});
