import { expect } from 'chai';
import { filter } from 'rxjs';
import { next } from '../kit/live.js';
import { GRAPHQL_PROTOCOL, GRAPHQL_TOKEN, type GraphQlServer, startGraphQl } from './graphql-ws.js';
import { useForeignServers } from './install.js';
import { type Wire, wires } from './wire.js';

describe('graphql-ws 6.4.2', () => {
  useForeignServers();
  const open = wires();
  let server: GraphQlServer;
  let wire: Wire;
  beforeEach(async () => {
    server = await startGraphQl();
    wire = await open(server.url, GRAPHQL_PROTOCOL);
  });
  afterEach(() => server.stop());
  const init = (payload?: object) => wire.ask({ type: 'connection_init', payload });
  const subscribe = (id: string, query: string) => wire.send({ id, type: 'subscribe', payload: { query } });

  it('acknowledges the init, and answers pings', async () => {
    expect(await init({ token: GRAPHQL_TOKEN })).to.deep.equal({ type: 'connection_ack' });
    expect(await wire.ask({ type: 'ping' })).to.deep.equal({ type: 'pong' });
    expect(await wire.ask({ type: 'ping', payload: { n: 1 } })).to.deep.equal({ type: 'pong', payload: { n: 1 } });
  });

  it('closes for a wrong token, a subscription before the init, a second init, and what is no message', async () => {
    wire.send({ type: 'connection_init', payload: { token: 'wrong' } });
    expect(await wire.closed()).to.deep.equal({ code: 4403, reason: 'Forbidden' });
    wire = await open(server.url, GRAPHQL_PROTOCOL);
    subscribe('a', '{ hello }');
    expect(await wire.closed()).to.deep.equal({ code: 4401, reason: 'Unauthorized' });
    wire = await open(server.url, GRAPHQL_PROTOCOL);
    await init();
    wire.send({ type: 'connection_init' });
    expect(await wire.closed()).to.deep.equal({ code: 4429, reason: 'Too many initialisation requests' });
    wire = await open(server.url, GRAPHQL_PROTOCOL);
    wire.send({ type: 'nope' });
    expect(await wire.closed()).to.deep.equal({ code: 4400, reason: 'Invalid message received' });
    wire = await open(server.url);
    expect(await wire.closed()).to.deep.equal({ code: 4406, reason: 'Subprotocol not acceptable' });
  });

  it('answers a query with one `next` and a `complete`', async () => {
    await init();
    subscribe('a', '{ hello(name: "ada") }');
    const payload = { data: { hello: 'hello ada' } };
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'next', payload });
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'complete' });
  });

  it('sends what a resolver throws in a `next`, and ends with `error` for a query that is not valid', async () => {
    await init();
    subscribe('a', '{ fail }');
    const errors = [{ message: 'it failed', locations: [{ line: 1, column: 3 }], path: ['fail'] }];
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'next', payload: { data: { fail: null }, errors } });
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'complete' });
    subscribe('b', '{ nope }');
    const invalid = { message: 'Cannot query field "nope" on type "Query".', locations: [{ line: 1, column: 3 }] };
    expect(await wire.next()).to.deep.equal({ id: 'b', type: 'error', payload: [invalid] });
  });

  it('sends the items of a subscription, and its end', async () => {
    await init();
    subscribe('a', 'subscription { count(to: 2) }');
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'next', payload: { data: { count: 1 } } });
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'next', payload: { data: { count: 2 } } });
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'complete' });
  });

  it('ends a subscription that throws with `error`, and without `complete`', async () => {
    await init();
    subscribe('a', 'subscription { break }');
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'next', payload: { data: { break: 1 } } });
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'error', payload: [{ message: 'it broke' }] });
  });

  it('publishes until the client completes, without a message in return', async () => {
    await init();
    const subscribers = (count: number) => next(server.subscribers$.pipe(filter(n => n === count)), 'subscriber');
    subscribe('a', 'subscription { news }');
    await subscribers(1);
    server.publish('one');
    expect(await wire.next()).to.deep.equal({ id: 'a', type: 'next', payload: { data: { news: 'one' } } });
    wire.send({ id: 'a', type: 'complete' });
    await subscribers(0);
    server.publish('two');
    expect(await wire.ask({ type: 'ping' })).to.deep.equal({ type: 'pong' });
  });

  it('closes when an id is taken', async () => {
    await init();
    subscribe('a', '{ never }');
    subscribe('a', '{ hello }');
    expect(await wire.closed()).to.deep.equal({ code: 4409, reason: 'Subscriber for a already exists' });
  });

  it('can come back at the same port', async () => {
    await server.stop();
    expect((await wire.closed()).code).to.equal(1006);
    server = await startGraphQl(server.port);
    wire = await open(server.url, GRAPHQL_PROTOCOL);
    expect(await init()).to.deep.equal({ type: 'connection_ack' });
  });
});
