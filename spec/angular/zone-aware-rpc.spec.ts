import { expect } from 'chai';
import { map, merge, skip } from 'rxjs';
import { zoneAware } from '../../lib/angular/zone-aware.js';
import { RpcClient } from '../../lib/index.js';
import { ethereum, jsonRpc } from '../../lib/json-rpc/index.js';
import { next, rejection } from '../kit/live.js';
import { onNode } from './ethereum-node.js';
import { TracedZone } from './traced-zone.js';

/** Every method of RpcClient, which all have to leave the zone, or to enter it. */
const MEMBERS = ['boot', 'call', 'call$', 'close', 'events$', 'handle', 'ping', 'subscribe$'];

describe('zoneAware, of a RpcClient,', () => {
  const on = onNode();
  let zone: TracedZone;
  beforeEach(() => {
    zone = new TracedZone();
  });

  const zoned = (isBrowser = true) => {
    const options = { protocol: jsonRpc(ethereum), backoff: { initial: 0, max: 0 } };
    const platform = { zone: zone.asNgZone, isBrowser };
    return on.with(zoneAware(new RpcClient([on.node.url], options), platform));
  };

  it('replaces every method of RpcClient', () => {
    const own = Object.entries(zoned()).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
    const all = [RpcClient.prototype, Object.getPrototypeOf(RpcClient.prototype)]
      .flatMap(Object.getOwnPropertyNames)
      .filter((name, at, names) => names.indexOf(name) === at && !['constructor', 'status', 'promise'].includes(name))
      .sort();
    expect(own).to.include.members(all);
    expect(all).to.deep.equal(MEMBERS);
  });

  it('emits every value inside the zone, wherever it was subscribed to', async () => {
    const client = zoned();
    const told: string[] = [];
    const note = (name: string) => map(() => void told.push(`${name} ${zone.at}`));
    const spooled = next(client.spooled$);
    const item = next(client.subscribe$('eth_subscribe', ['newHeads']), 'item');
    merge(
      client.status$.pipe(note('status')),
      client.connected$.pipe(note('connected')),
      client.sent$.pipe(note('sent')),
      client.spooled$.pipe(note('spooled')),
      client.packets$.pipe(note('packet')),
      client.events$('tick').pipe(note('event')),
      client.subscribe$('eth_subscribe', ['newHeads']).pipe(note('item')),
      client.call$('echo', ['hi']).pipe(note('reply')),
      client.reconnecting$.pipe(note('reconnecting')),
      client.errors$.pipe(note('error')),
      client.closed$.pipe(note('closed')),
    ).subscribe();
    client.boot();
    await spooled;
    await client.call('echo');
    on.node.item('newHeads', 1);
    await item;
    const told$ = next(client.events$('tick'), 'event');
    const failed = next(client.errors$, 'error');
    on.node.say({ method: 'tick', params: [] });
    on.node.say({});
    await Promise.all([told$, failed]);
    const again = next(client.connected$.pipe(skip(1)), 'second session');
    on.node.drop();
    await again;
    await client.close();
    const names = [
      'closed',
      'connected',
      'error',
      'event',
      'item',
      'packet',
      'reconnecting',
      'reply',
      'sent',
      'spooled',
      'status',
    ];
    expect([...new Set(told)].sort()).to.deep.equal(names.map(name => `${name} inside`));
  });

  it('starts outside the zone what is called inside it, and runs handlers inside', async () => {
    const client = zoned();
    const places: string[] = [];
    // The client serializes arguments when a call is made, so that toJSON sees where the call runs.
    const argument = (name: string) => [{ toJSON: () => void places.push(`${name} ${zone.at}`) }];
    zone.run(() => client.boot());
    await zone.run(() => client.call('echo', argument('call')));
    await zone.run(() => next(client.call$('echo', argument('call$'))));
    zone.run(() => client.subscribe$('eth_subscribe', argument('subscribe$')).subscribe()).unsubscribe();
    const handled = new Promise<unknown>(resolve =>
      client.handle('ask', args => {
        places.push(`handler ${zone.at}`);
        resolve(args);
        return 'yes';
      }),
    );
    on.node.say({ id: 1, method: 'ask', params: ['Tea?'] });
    expect(await handled).to.deep.equal(['Tea?']);
    expect(await zone.run(() => client.ping())).to.be.at.least(0);
    await zone.run(() => client.close());
    expect(places).to.deep.equal(['call outside', 'call$ outside', 'subscribe$ outside', 'handler inside']);
  });

  it('R13, R34: fails as an RpcClient does', async () => {
    const client = zoned();
    expect(client).to.be.instanceOf(RpcClient);
    expect(await rejection(client.call('echo', [], { force: true }))).to.include({ kind: 'not-connected' });
    expect(() => client.handle('ask', 'yes' as never)).to.throw(TypeError, 'must be a function');
  });

  it('does not connect on the server', () => {
    const client = zoned(false).boot();
    client.subscribe$('eth_subscribe', ['newHeads']).subscribe();
    expect(client.status.state).to.equal('idle');
    expect(on.node.connections).to.equal(0);
  });
});
