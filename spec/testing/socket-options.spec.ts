import { expect } from 'chai';
import { NEVER } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { BeamChat, RpcClient } from '../../lib/index.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import { buffered, close, frame, record, ScriptedSocket } from '../../lib/testing/index.js';
import { thrownBy } from '../kit/facts.js';
import { execute } from './execute.js';

const ONE = 'ws://one.test';
const SECRET = 'ws://u:pw@a.test/?k=s3cret';
const SHOWN = '"ws://a.test/?k=…"';
const protocol = jsonRpc();
// As from JavaScript, where nothing checks the types.
const Untyped = ScriptedSocket as unknown as new (...given: unknown[]) => ScriptedSocket;

const said = (make: () => unknown): string => {
  const error = thrownBy(make);
  expect(error).to.be.instanceOf(TypeError);
  return (error as Error).message;
};

describe('the options of a ScriptedSocket', () => {
  const alone = 'of a ScriptedSocket without a protocol';
  for (const [options, message] of [
    [null, 'the options of ScriptedSocket must be an object, not null'],
    ['u', 'the options of ScriptedSocket must be an object, not "u"'],
    [{ reply: {} }, `there is no option "reply" ${alone}: there are protocol, replies, values, pings`],
    [{ server: {} }, `there is no option "server" ${alone}: there are protocol, replies, values, pings`],
    [
      { protocol, ping: true },
      'there is no option "ping" of ScriptedSocket: there are protocol, replies, values, pings, server, subscriptions',
    ],
    [{ pings: 1 }, `the option pings ${alone} must be true or false, not 1`],
    [{ values: [] }, `the option values ${alone} must be an object of actions by letter, not an array of 0`],
    [{ values: { x: 5 } }, 'the option values.x of ScriptedSocket must be an action, such as frame(text), not 5'],
    [{ values: { x: { type: 'opne' } } }, /^the option values\.x of ScriptedSocket must be an action/],
    [{ replies: 5 }, `the option replies ${alone} must be an object of functions and Observables by method, not 5`],
    [{ replies: { msg: 'hi' } }, /^the option replies .* by method, not an object$/],
    [{ protocol, subscriptions: { a: [1] } }, /^the option subscriptions of ScriptedSocket must be an object of func/],
    [{ protocol, server: 5 }, 'the option server of ScriptedSocket must be an object of functions, not 5'],
    [{ protocol: null }, 'the option protocol must be a protocol, such as jsonRpc(), not null'],
  ] as const) {
    it(`throw a TypeError that names what is wrong: ${message}`, () => {
      const text = said(() => new Untyped({ [ONE]: 'u' }, options));
      if (typeof message === 'string') expect(text).to.equal(message);
      else expect(text).to.match(message);
    });
  }

  it('may be undefined, as if they were not given', () => {
    const nothing = { replies: undefined, values: undefined, pings: undefined, protocol: undefined, server: undefined };
    expect(new Untyped({ [ONE]: 'u' }, nothing).addresses).to.deep.equal([ONE]);
    expect(new Untyped({ [ONE]: 'u-m' }, { values: { u: undefined, m: frame('') } }).addresses).to.have.length(1);
    expect(new Untyped({ [ONE]: 'u' }, { protocol, server: {}, subscriptions: { a: undefined, b: NEVER } })).to.be.ok;
  });
});

describe('the servers of a ScriptedSocket', () => {
  const scripts = 'must be a marble diagram, or a list of diagrams and Observables';
  for (const [servers, message] of [
    [undefined, 'the servers must be an object of scripts by address, not undefined'],
    [SECRET, 'the servers must be an object of scripts by address, not a string'],
    [[ONE], 'the servers must be an object of scripts by address, not an array of 1'],
    [{}, 'there are no servers: give at least one script, by its address'],
    [{ 'one.test': 'u' }, 'the address of a server must be a URL such as ws://one.test, not "one.test"'],
    [{ 'one?k=s3cret': 'u' }, 'the address of a server must be a URL such as ws://one.test, not "one?…"'],
    [{ [SECRET]: [] }, `the server at ${SHOWN} has an empty list of scripts`],
    [{ [SECRET]: 5 }, `the script of the server at ${SHOWN} ${scripts}, not 5`],
    [{ [SECRET]: NEVER }, `the script of the server at ${SHOWN} ${scripts}, not an object`],
    [{ [SECRET]: ['u', null] }, `script 2 of the server at ${SHOWN} must be a diagram or an Observable, not null`],
  ] as const) {
    it(`throw a TypeError that names what is wrong: ${message}`, () => {
      expect(said(() => new Untyped(servers))).to.equal(message);
    });
  }

  it('are named without their secrets where none is scripted', () => {
    const { WebSocketCtor } = new ScriptedSocket({ [SECRET]: 'u' });
    expect(said(() => new WebSocketCtor('ws://b.test/?key=s3cret'))).to.equal(
      'no server is scripted at "ws://b.test/?key=…": there are ws://a.test/?k=…',
    );
  });

  it('R51: are there in the script of a client that dialled nothing', async () => {
    for (const client of [new BeamChat([ONE]), new RpcClient([ONE], { protocol })]) {
      const incident = await execute(record(client).toScript());
      new TestScheduler(() => {}).run(() => incident().steps$.subscribe());
    }
  });
});

describe('an action', () => {
  it('throws a TypeError for a number that no server can do', () => {
    for (const bytes of [Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY]) {
      expect(said(() => buffered(bytes))).to.equal(`buffered() takes a whole number of bytes from 0 up, not ${bytes}`);
    }
    for (const code of [Number.NaN, 999, 5000, 99999, 1000.5]) {
      expect(said(() => close(code))).to.equal(`close() takes a code from 1000 to 4999, not ${code}`);
    }
    expect(said(() => close(1000, 5 as never))).to.equal('close() takes a reason as text, not 5');
    expect([buffered(0), close(1000), close(4999, 'busy')].every(Object.isFrozen)).to.equal(true);
  });
});
