import { expect } from 'chai';
import { filter, map } from 'rxjs';
import { homeAssistant } from '../../docs/examples/protocols/home-assistant.js';
import { AuthenticationFailedError, ReplyError, type RpcClient } from '../../lib/index.js';
import { clients, errorsOf, gather, lose, reconnect } from '../foreign-servers/client/clients.js';
import { next, rejection } from '../kit/live.js';
import { HOME_TOKEN, type HomeAssistantServer, startHomeAssistant } from './home-assistant-server.js';

const protocol = homeAssistant(HOME_TOKEN);
const CHANGES = ['subscribe_events', { event_type: 'state_changed' }] as const;

const changes$ = (client: RpcClient) => client.subscribe$<{ data: unknown }>(...CHANGES).pipe(map(({ data }) => data));

describe('the example for Home Assistant', () => {
  const { connect, make } = clients();
  let server: HomeAssistantServer;
  beforeEach(async () => {
    server = await startHomeAssistant();
  });
  afterEach(() => server.stop());
  const received = (type: string) =>
    next(server.received$.pipe(filter(message => (message as { type: string }).type === type)), type);

  it('answers the request for a token, which a function may give anew for each connection', async () => {
    let count = 0;
    const fresh = homeAssistant(async () => {
      count += 1;
      return HOME_TOKEN;
    });
    const client = make(server.url, { protocol: fresh });
    const connected = next(client.connected$);
    client.boot();
    expect(await connected).to.include({ authenticated: true });
    expect(server.received).to.deep.equal([{ type: 'auth', access_token: HOME_TOKEN }]);
    await reconnect(client, () => server.drop());
    expect(count).to.equal(2);
  });

  it('sends a command with its parameters beside it, and gives the result or the error', async () => {
    const client = await connect(server.url, { protocol });
    expect(await client.call('get_states')).to.deep.equal([{ entity_id: 'light.hall', state: 'on' }]);
    const service = { domain: 'light', service: 'turn_on', target: { entity_id: 'light.hall' } };
    expect(await client.call('call_service', service)).to.deep.include({ context: { id: 'c1' } });
    expect(server.received.slice(1)).to.deep.equal([
      { id: 1, type: 'get_states' },
      { ...service, id: 2, type: 'call_service' },
    ]);
    const refused = (await rejection(client.call('nope'))) as ReplyError;
    expect(refused).to.be.instanceOf(ReplyError);
    expect(refused.error).to.deep.equal({ code: 'unknown_command', message: 'Unknown command.' });
    expect(await rejection(client.call('get_states', [1]))).to.include({ kind: 'encoding' });
    expect(await client.ping()).to.be.a('number');
  });

  it('counts ids from 1 on each connection, since the server wants them to increase', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    changes$(client).subscribe();
    await received('subscribe_events');
    const resent = client.call('never', [], { resend: true, timeout: 400 });
    await received('never');
    const failed = rejection(resent);
    server.received.length = 0;
    await reconnect(client, () => server.drop());
    expect(await client.call('get_states')).to.have.length(1);
    expect(server.received.map(message => (message as { id?: number }).id)).to.deep.equal([undefined, 1, 2, 3]);
    expect(await failed).to.include({ kind: 'timeout' });
    expect(errors).to.deep.equal([]);
  });

  it('emits the events of a subscription over a restart, and ends it on the wire', async () => {
    const client = await connect(server.url, { protocol });
    const subscribed = received('subscribe_events');
    const changes = gather(changes$(client));
    const fire = async (entity_id: string) => {
      const heard = next(changes$(client));
      server.fire('call_service', { entity_id: 'of another type' });
      server.fire('state_changed', { entity_id });
      await heard;
    };
    await subscribed;
    await fire('a');
    await lose(client, () => server.stop());
    server = await startHomeAssistant(server.port);
    await received('subscribe_events');
    await fire('b');
    expect(changes).to.deep.equal([{ entity_id: 'a' }, { entity_id: 'b' }]);
    const [one, two] = [client.subscribe$('subscribe_events'), client.subscribe$('subscribe_events')].map(events$ =>
      events$.subscribe(),
    );
    await received('subscribe_events');
    one?.unsubscribe();
    two?.unsubscribe();
    expect(await received('unsubscribe_events')).to.deep.equal({ id: 3, type: 'unsubscribe_events', subscription: 2 });
  });

  it('closes the client when the token is refused', async () => {
    const client = make(server.url, { protocol: homeAssistant('wr0ng token') });
    const call = rejection(client.call('get_states'));
    const error = next(client.errors$);
    client.boot();
    expect(await error)
      .to.be.instanceOf(AuthenticationFailedError)
      .and.to.have.property('message')
      .which.contains('Invalid access token or password');
    expect(await call).to.include({ kind: 'closed', delivery: 'never' });
  });

  it('reports what is no message of the protocol, and goes on', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    for (const value of [null, 7, [], { type: 'toString' }, { id: '__proto__', type: 'event' }])
      server.broadcast(value);
    expect(await client.call('get_states')).to.have.length(1);
    expect(errors.map(error => (error as Error).name)).to.deep.equal(Array(4).fill('BadMessageError'));
  });
});
