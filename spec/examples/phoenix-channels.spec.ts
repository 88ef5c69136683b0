import { expect } from 'chai';
import { filter, map, retry, take } from 'rxjs';
import { type Push, phoenixChannels as protocol } from '../../docs/examples/protocols/phoenix-channels.js';
import { ReplyError, type RpcClient } from '../../lib/index.js';
import { clients, errorsOf, gather, lose, reconnect } from '../foreign-servers/client/clients.js';
import { next, rejection } from '../kit/live.js';
import { type PhoenixServer, startPhoenix } from './phoenix-server.js';

const room$ = (client: RpcClient) => client.subscribe$<Push>('room:1', { as: 'ada' });
const HELLO = { event: 'hello', payload: { as: 'ada' } };

describe('the example for Phoenix channels', () => {
  const { connect } = clients();
  let server: PhoenixServer;
  beforeEach(async () => {
    server = await startPhoenix();
  });
  afterEach(() => server.stop());

  const received = (event: string) =>
    next(server.received$.pipe(filter(message => (message as unknown[])[3] === event)), event);

  it('joins a channel, emits what is pushed to it and what is broadcast, and calls it', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const pushes = gather(room$(client));
    await next(room$(client).pipe(take(1)));
    server.say('room:1', 'new_msg', { body: 'hi' });
    server.say('room:2', 'new_msg', { body: 'of another room' });
    expect(await client.call('room:1 echo', { n: 1 })).to.deep.equal({ n: 1 });
    expect(pushes).to.deep.equal([HELLO, { event: 'new_msg', payload: { body: 'hi' } }]);
    const refused = (await rejection(client.call('room:1 fail'))) as ReplyError;
    expect(refused).to.be.instanceOf(ReplyError).and.to.have.deep.property('error', { reason: 'mood' });
    expect(server.received.map(message => (message as unknown[]).slice(0, 4))).to.deep.equal([
      ['1', '1', 'room:1', 'phx_join'],
      ['1', '2', 'room:1', 'echo'],
      ['1', '3', 'room:1', 'fail'],
    ]);
    expect(errors).to.deep.equal([]);
  });

  it('has a refused join end that subscription, and no other', async () => {
    const client = await connect(server.url, { protocol });
    const pushes = gather(room$(client));
    const error = await rejection(next(client.subscribe$('room:2', { as: 'nobody' })));
    expect(error).to.be.instanceOf(ReplyError).and.to.have.deep.property('error', { reason: 'unauthorized' });
    expect(await rejection(client.call('room:2 echo'))).to.have.deep.property('error', { reason: 'unmatched topic' });
    expect(pushes).to.deep.equal([HELLO]);
  });

  it('joins again after a restart, before the calls that waited', async () => {
    const client = await connect(server.url, { protocol });
    const pushes = gather(room$(client));
    await client.call('room:1 echo', {});
    await lose(client, () => server.stop());
    const waiting = client.call('room:1 echo', { n: 2 });
    server = await startPhoenix(server.port);
    expect(await waiting).to.deep.equal({ n: 2 });
    server.say('room:1', 'new_msg', { body: 'hi' });
    await next(room$(client));
    expect(pushes).to.deep.equal([HELLO, HELLO, { event: 'new_msg', payload: { body: 'hi' } }]);
  });

  it('leaves a channel, and may join it again at once', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const first = room$(client).subscribe();
    await client.call('room:1 echo', {});
    const left = received('phx_leave');
    first.unsubscribe();
    let isOver = false;
    const pushes: Push[] = [];
    room$(client).subscribe({ next: push => pushes.push(push), complete: () => (isOver = true) });
    expect(await left).to.deep.equal(['1', '3', 'room:1', 'phx_leave', {}]);
    expect(await client.call('room:1 echo', { n: 3 })).to.deep.equal({ n: 3 });
    server.say('room:1', 'new_msg', { body: 'hi' });
    await client.call('room:1 echo', {});
    expect(isOver).to.equal(false);
    expect(pushes.map(({ event }) => event)).to.include('new_msg');
    expect(errors).to.deep.equal([]);
  });

  it('has a channel that crashed end its subscription, which can be joined again by retry', async () => {
    const client = await connect(server.url, { protocol });
    const ended = rejection(next(room$(client).pipe(filter(({ event }) => event === 'never'))));
    const retried = gather(
      room$(client).pipe(
        retry(1),
        map(({ event }) => event),
      ),
    );
    await client.call('room:1 echo', {});
    server.crash('room:1');
    expect(await ended).to.be.instanceOf(ReplyError);
    await client.call('room:1 echo', {});
    expect(retried).to.deep.equal(['hello', 'hello']);
  });

  it('sends the heartbeat however much comes, since the server ends a connection without it', async () => {
    const client = await connect(server.url, { protocol, pingInterval: 50 });
    expect(await received('heartbeat')).to.deep.include.members([null, 'phoenix', 'heartbeat', {}]);
    expect(await received('heartbeat')).to.have.length(5);
    expect(client.status.address).not.to.contain('s3cret');
    await reconnect(client, () => server.drop());
    await received('heartbeat');
  });

  it('reports what is no message of the protocol, and goes on', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    gather(room$(client));
    for (const value of [null, 7, {}, ['1', '9', 'room:1', 'phx_reply', null]]) server.broadcast(value);
    server.broadcast([null, null, '__proto__', 'toString', {}]);
    expect(await client.call('room:1 echo', { n: 1 })).to.deep.equal({ n: 1 });
    expect(errors.map(error => (error as Error).name)).to.deep.equal(Array(4).fill('BadMessageError'));
  });
});
