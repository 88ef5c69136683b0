import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Protocol, Wire } from '../../lib/protocol/protocol.js';
import { ADDRESSES } from '../kit/array-client.js';
import { factsOf, fieldsOf, messagesOf } from '../kit/facts.js';
import { rejection } from '../kit/live.js';
import { stageRpc } from '../kit/rpc-client.js';
import { play } from '../kit/session-kit/play.js';

const KEY = 'k3y-long-enough';
const BOOM = new Error('boom');
const boom = (): never => {
  throw BOOM;
};

/** A client of JSON-RPC with these members instead of its own. */
const stage = (over: Partial<Protocol & Wire>) => stageRpc({ over: over as Partial<Protocol> });

/** The kinds of all that is left of calls and errors. */
const kindsOf = (errors: readonly unknown[]): unknown[] =>
  errors.map(error => fieldsOf(error)).map(({ name, kind }) => kind ?? name);

describe('RpcClient: a protocol that throws', () => {
  const encoding = { name: 'CallError', method: 'bad', kind: 'encoding', delivery: 'never' };

  const members: [name: 'body' | 'frame' | 'notification' | 'secrets', over: Partial<Protocol & Wire>][] = [
    ['body', { body: (args, method) => (method === 'bad' ? boom() : JSON.stringify(args)) }],
    ['secrets', { secrets: method => (method === 'bad' ? boom() : []) }],
    ['frame', { frame: (id, method) => (method === 'bad' ? boom() : `${id} ${method}`) }],
    ['notification', { notification: method => (method === 'bad' ? boom() : `tell ${method}`) }],
  ];
  for (const [name, over] of members) {
    for (const isSpooled of [false, true]) {
      it(`R19: ${name}: that call rejects, and no other: ${isSpooled ? 'spooled' : 'sent'}`, async () => {
        const { client, sockets, errors, connects } = stage(over);
        if (!isSpooled) connects();
        const options = { noReply: name === 'notification' };
        const ends: unknown[] = [];
        for (const method of ['good', 'bad', 'better']) {
          client.call$(method, [1], options).subscribe({ error: error => ends.push(error) });
        }
        if (isSpooled) connects();
        expect(ends.map(fieldsOf)).to.deep.equal([encoding]);
        expect((ends[0] as Error).cause).to.equal(BOOM);
        const sent = sockets.sent()[0]?.map(text => /good|better/.exec(text)?.[0]);
        expect(sent).to.deep.equal(['good', 'better']);
        expect([errors, client.status.state]).to.deep.equal([[], 'connected']);
      });
    }
  }

  for (const none of [undefined, {}, 7n]) {
    it(`R13, R30: a frame that is ${typeof none} rejects that call, and the connection goes on`, async () => {
      const { client, sockets, errors, connects } = stage({
        frame: (_id, method) => (method === 'bad' ? (none as never) : `the frame of ${method}`),
      });
      connects();
      const error = await rejection(client.call('bad'));
      expect(fieldsOf(error)).to.include(encoding);
      expect(messagesOf(error)).to.include('the function frame of the protocol must give a string or bytes');
      client.call('good').catch(() => {});
      expect(sockets.newest().log.at(-1)).to.equal('send the frame of good');
      expect([errors, client.status.state, sockets.made.length]).to.deep.equal([[], 'connected', 1]);
    });
  }

  it('R19: a call whose frame cannot be written leaves nothing behind', async () => {
    const { client, connects } = stage({ frame: boom });
    connects();
    await rejection(client.call('bad'));
    // It would never be idle, if the call were still counted.
    expect(await client.close({ drain: 1_000 })).to.equal(undefined);
    expect(client.status.state).to.equal('closed');
  });

  it('R35: cancel: the call is cancelled all the same, and the error is reported', () => {
    const { client, sockets, connects, errors } = stage({ cancel: boom });
    connects();
    client.call$('slow').subscribe().unsubscribe();
    sockets.hears({ id: 1, result: 'late' });
    expect(errors.map(error => [error.name, (error as { kind?: string }).kind, error.cause])).to.deep.equal([
      ['CallError', 'encoding', BOOM],
    ]);
    expect(client.status.state).to.equal('connected');
  });

  it('R21: read: that frame is reported, and the next one is read', () => {
    const { client, sockets, connects, errors } = stage({
      read: (frame, to) => (frame === 'bad' ? boom() : to.event(String(frame), 1, frame)),
    });
    const seen: unknown[] = [];
    client.events$('good').subscribe(data => seen.push(data));
    connects();
    for (const frame of ['bad', 'good']) sockets.newest().receives(frame);
    expect(seen).to.deep.equal([1]);
    expect(errors.map(factsOf)).to.deep.equal([
      {
        name: 'BadMessageError',
        message: 'received a frame that is not readable by the protocol',
        data: 'bad',
        cause: factsOf(BOOM),
      },
    ]);
  });

  it('R26: read: the error shows no secret that is in the frame, nor does its cause', () => {
    const read = (frame: unknown): never => {
      throw new Error(`unexpected ${frame}`);
    };
    const { client, sockets, connects, errors } = stage({ read, secrets: (_method, args) => args as string[] });
    connects();
    client.call$('login', [KEY]).subscribe({ error: () => {} });
    sockets.newest().receives(`welcome, ${KEY}`);
    expect(errors.map(({ name }) => name)).to.deep.equal(['BadMessageError']);
    expect(messagesOf(errors[0]) + JSON.stringify(factsOf(errors[0]))).not.to.contain(KEY);
  });

  const attempts: [name: string, over: Partial<Protocol & Wire>][] = [
    ['url', { url: address => (address === ADDRESSES[0] ? boom() : address) }],
    ['setUp', { setUp: ({ address }) => (address === ADDRESSES[0] ? boom() : []) }],
  ];
  for (const [name, over] of attempts) {
    it(
      `R3: ${name}: that attempt fails, and the next address is tried`,
      marbles(m => {
        const { client, sockets, errors } = stage(over);
        play(m, 'b-o-o', {
          b: () => client.boot(),
          o: () => {
            if (sockets.made.length > 0 && sockets.newest().readyState === 0) sockets.opens();
          },
        });
        m.flush();
        expect(client.status).to.deep.include({ state: 'connected', address: ADDRESSES[1] });
        expect(errors.map(fieldsOf)).to.have.length(1);
        expect(fieldsOf(errors[0])).to.deep.include({ name: 'ConnectionError', address: ADDRESSES[0] });
        expect(errors[0]?.cause).to.equal(BOOM);
      }),
    );
  }

  it(
    'R3: wire(): that attempt fails, and the next address is tried',
    marbles(m => {
      let made = 0;
      const wire: Wire = { frame: id => `${id}`, read: () => {} };
      const protocol: Protocol = {
        body: () => '',
        wire: () => {
          made += 1;
          return made === 2 ? boom() : wire;
        },
      };
      const { client, sockets, errors } = stageRpc({ options: { protocol } });
      play(m, 'b-o', { b: () => client.boot(), o: sockets.opens });
      m.flush();
      expect(client.status).to.deep.include({ state: 'connected', address: ADDRESSES[1] });
      expect(kindsOf(errors)).to.deep.equal(['ConnectionError']);
      expect(errors[0]?.cause).to.equal(BOOM);
    }),
  );

  it(
    'R32: refusal: the next address is tried, as after any other error of a set-up',
    marbles(m => {
      const { client, sockets, errors, connects } = stage({ refusal: boom, setUp: talk => talk.call$('hello') });
      play(m, 'k-r--o-w', {
        k: connects,
        r: () => sockets.hears({ id: 1, error: 'no' }),
        o: sockets.opens,
        w: () => sockets.hears({ id: 2, result: 'welcome' }),
      });
      m.flush();
      expect(client.status).to.deep.include({ state: 'connected', address: ADDRESSES[1] });
      expect(kindsOf(errors)).to.deep.equal(['ConnectionError']);
      expect(errors[0]?.cause).to.equal(BOOM);
    }),
  );

  it('R34: result and failure: the server gets the protocol’s error, or else the client reports one', () => {
    const { client, sockets, connects, errors } = stage({ result: boom });
    client.handle('ask', () => 1);
    connects();
    sockets.hears({ id: 5, method: 'ask' });
    expect(sockets.sent()).to.deep.equal([
      ['{"id":5,"error":{"code":-32000,"message":"the result cannot be serialized: boom"}}'],
    ]);
    const mute = stage({ result: boom, failure: boom });
    mute.client.handle('ask', () => 1);
    mute.connects();
    mute.sockets.hears({ id: 5, method: 'ask' });
    expect(mute.sockets.sent()).to.deep.equal([[]]);
    expect([errors, kindsOf(mute.errors)]).to.deep.equal([[], ['encoding']]);
  });

  describe('secrets', () => {
    const secrets: Protocol['secrets'] = (method, args) =>
      method === 'login' ? [(args as string[])[0] as string] : [];
    /** All that a client says, but for what it sends. */
    const said = (errors: readonly unknown[]): string =>
      errors.map(each => messagesOf(each) + JSON.stringify(each)).join('\n');

    it('R26: are not in what the server repeats', async () => {
      const { client, sockets, connects, errors } = stage({ secrets });
      connects();
      const login = rejection(client.call('login', [KEY]));
      sockets.hears({ id: 1, error: { code: 1, message: `no ${KEY}` } });
      sockets.hears({ id: KEY, result: 1 });
      sockets.hears({ why: KEY });
      sockets.newest().receives(`not JSON ${KEY}`);
      sockets.newest().receives(JSON.stringify({ error: KEY }));
      expect(kindsOf(errors)).to.deep.equal(['NoMethodHandlerError', ...Array(3).fill('BadMessageError')]);
      expect(said(errors)).not.to.contain(KEY);
      const { message } = (await login) as Error;
      expect(message).to.contain('no …');
    });

    it('R26: are not in the error of a body that cannot be written', async () => {
      const body = (args: unknown): never => {
        throw new Error(`cannot write ${JSON.stringify(args)}`);
      };
      const { client } = stage({ secrets, body });
      const error = await rejection(client.call('login', [KEY]));
      expect(said([error]))
        .to.contain('cannot write ["…"]')
        .and.not.contain(KEY);
    });

    it(
      'R26: are not in the error of a set-up',
      marbles(m => {
        const staged = stage({
          secrets,
          setUp: async talk => {
            throw new Error(`no ${String(await talk.call('login', [KEY]))}`);
          },
        });
        staged.connects();
        staged.sockets.hears({ id: 1, error: `no ${KEY}` });
        m.flush();
        expect(said(staged.errors)).not.to.contain(KEY);
      }),
    );

    it('R26: are not in a close reason', () => {
      const { client, sockets, connects } = stage({ secrets });
      const closed: unknown[] = [];
      client.closed$.subscribe(info => closed.push(info));
      connects();
      client.call$('login', [KEY]).subscribe({ error: () => {} });
      sockets.newest().closes(4000, `banned: ${KEY}`);
      expect(closed).to.deep.equal([{ address: ADDRESSES[0], code: 4000, reason: 'banned: …', wasClean: true }]);
      return client.close();
    });

    it('R26: a secret that is missing does not break what is reported later', () => {
      const { client, sockets, connects, errors } = stage({ secrets });
      connects();
      client.call$('login').subscribe({ error: () => {} });
      sockets.newest().receives('not JSON');
      expect(kindsOf(errors)).to.deep.equal(['BadMessageError']);
    });

    it('R26: what a url adds to an address is in no message, field or status', async () => {
      const { client, sockets, errors } = stage({ url: address => `${address}?token=${KEY}` });
      client.boot();
      expect(sockets.newest().given).to.deep.equal([`${ADDRESSES[0]}?token=${KEY}`]);
      sockets.newest().fails(new Error(`cannot connect to ${ADDRESSES[0]}?token=${KEY}`));
      expect(errors).to.have.length(1);
      expect(errors[0]?.message + JSON.stringify([errors, client.status])).not.to.contain(KEY);
      await client.close();
    });
  });
});
