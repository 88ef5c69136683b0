import { expect } from 'chai';
import { filter, map, take, toArray } from 'rxjs';
import { graphQlTransportWs } from '../../../docs/examples/protocols/graphql-transport-ws.js';
import { AuthenticationFailedError, CallError, ReplyError, type RpcClient } from '../../../lib/index.js';
import { next, rejection } from '../../kit/live.js';
import { GRAPHQL_TOKEN, type GraphQlServer, startGraphQl } from '../graphql-ws.js';
import { useForeignServers } from '../install.js';
import { clients, errorsOf, gather, lose, reconnect } from './clients.js';

interface Result<Data> {
  readonly data: Data;
  readonly errors?: readonly { readonly message: string }[];
}

const HELLO = 'query ($name: String) { hello(name: $name) }';
const NEWS = 'subscription { news }';
const protocol = graphQlTransportWs({ token: GRAPHQL_TOKEN });

const newsOf = (client: RpcClient) =>
  client.subscribe$<Result<{ news: string }>>(NEWS).pipe(map(({ data }) => data.news));

describe('RpcClient with graphql-ws 6.4.2, by docs/examples/protocols', () => {
  useForeignServers();
  const { connect, make } = clients();
  let server: GraphQlServer;
  beforeEach(async () => {
    server = await startGraphQl();
  });
  afterEach(() => server.stop());
  const subscribers = (count: number) =>
    next(server.subscribers$.pipe(filter(number => number === count)), `${count} subscribers`);

  it('R32: connection_init and its ack are the set-up', async () => {
    const client = make(server.url, { protocol });
    const packets = gather(client.packets$);
    const call = client.call(HELLO);
    client.boot();
    expect(await call).to.deep.equal({ data: { hello: 'hello world' } });
    expect(packets[0]).to.deep.equal({ type: 'connection_ack' });
  });

  it('R30: a ping of the server is answered at once', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    expect(await server.ping({ n: 1 })).to.deep.equal([{ type: 'pong', payload: { n: 1 } }]);
    expect(errors).to.deep.equal([]);
  });

  it('R30: a query is a call: its only item is the reply, and what follows is no error', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const answers = ['ada', 'bob'].map(name => client.call<Result<{ hello: string }>>(HELLO, { name }));
    expect((await Promise.all(answers)).map(({ data }) => data.hello)).to.deep.equal(['hello ada', 'hello bob']);
    await client.call(HELLO);
    expect(errors).to.deep.equal([]);
  });

  it('a query whose resolver throws has its errors in the reply, and one that is not valid rejects', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const failed = await client.call<Result<object>>('{ fail }');
    expect(failed).to.have.nested.property('errors.0.message', 'it failed');
    expect(failed.data).to.deep.equal({ fail: null });
    const invalid = (await rejection(client.call('{ nope }'))) as ReplyError;
    expect(invalid).to.be.instanceOf(ReplyError).and.to.include({ method: '{ nope }', kind: 'refused' });
    expect(invalid.error).to.have.nested.property('0.message', 'Cannot query field "nope" on type "Query".');
    const list = await rejection(client.call(HELLO, ['ada']));
    expect(list).to.be.instanceOf(CallError).and.to.include({ kind: 'encoding' });
    expect(errors).to.deep.equal([]);
  });

  it('R33: the server completes a subscription, or ends it with an error', async () => {
    const client = await connect(server.url, { protocol });
    const count$ = client.subscribe$('subscription ($to: Int!) { count(to: $to) }', { to: 3 });
    expect(await next(count$.pipe(toArray()))).to.deep.equal([1, 2, 3].map(count => ({ data: { count } })));
    const items: unknown[] = [];
    const broken = new Promise((resolve, reject) => {
      client.subscribe$('subscription { break }').subscribe({
        next: item => items.push(item),
        error: resolve,
        complete: () => reject(new Error('it completed')),
      });
    });
    expect(await broken)
      .to.be.instanceOf(ReplyError)
      .and.to.have.deep.property('error', [{ message: 'it broke' }]);
    expect(items).to.deep.equal([{ data: { break: 1 } }]);
  });

  it('R33: items come over a drop and a restart, each once and in order', async () => {
    const client = await connect(server.url, { protocol });
    const news = gather(newsOf(client));
    const publish = async (...texts: string[]) => {
      await subscribers(1);
      const last = next(newsOf(client).pipe(take(texts.length), toArray()));
      for (const text of texts) server.publish(text);
      await last;
    };
    await publish('a', 'b');
    await lose(client, () => server.drop());
    await subscribers(0);
    await publish('c');
    await reconnect(client, async () => {
      await server.stop();
      server = await startGraphQl(server.port);
    });
    await publish('d', 'e');
    expect(news).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
  });

  it('R33: the last subscriber that leaves completes the subscription on the wire', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const [one, two] = [newsOf(client).subscribe(), newsOf(client).subscribe()];
    await subscribers(1);
    one.unsubscribe();
    await client.call(HELLO);
    await subscribers(1);
    two.unsubscribe();
    await subscribers(0);
    expect(errors).to.deep.equal([]);
  });

  it('R35: a cancelled call is completed on the wire', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const cancelled = rejection(client.call('{ never }', [], { signal: AbortSignal.timeout(1) }));
    expect(await cancelled).to.include({ kind: 'aborted' });
    // What is subscribed to shows at the server whether it is cancelled.
    const [one, two] = [client.call$(NEWS).subscribe(), client.call$(NEWS).subscribe()];
    await subscribers(2);
    one.unsubscribe();
    await subscribers(1);
    two.unsubscribe();
    await subscribers(0);
    expect(errors).to.deep.equal([]);
  });

  it('R11: a refused token ends the client, which does not try again', async () => {
    const client = make(server.url, { protocol: graphQlTransportWs({ token: 'wrong' }) });
    const call = rejection(client.call(HELLO));
    const codes = gather(
      client.closed$.pipe(
        filter(({ address }) => address !== undefined),
        map(({ code }) => code),
      ),
    );
    const waits = gather(client.reconnecting$);
    const error = next(client.errors$);
    client.boot();
    expect(await error).to.be.instanceOf(AuthenticationFailedError);
    expect(await call).to.include({ kind: 'closed', delivery: 'never' });
    await next(client.status$.pipe(filter(({ state }) => state === 'closed')));
    expect(codes).to.deep.equal([4403]);
    expect(waits).to.deep.equal([]);
  });

  it('any other close code is a loss: the client comes back', async () => {
    const client = await connect(server.url, { protocol });
    await reconnect(client, () => server.closeClients(4400, 'bye'));
    expect(await client.call(HELLO)).to.deep.equal({ data: { hello: 'hello world' } });
  });
});
