import { expect } from 'chai';
import { map, merge } from 'rxjs';
import { zoneAware } from '../../lib/angular/zone-aware.js';
import type { BeamChatOptions } from '../../lib/index.js';
import { BeamChat } from '../../lib/index.js';
import { next, onStage, rejection } from '../kit/live.js';
import { TracedZone } from './traced-zone.js';

/** Every method of BeamChat, which all have to leave the zone. */
const MEMBERS = ['auth', 'boot', 'call', 'call$', 'close', 'events$', 'optOutEvents', 'ping'];

describe('zoneAware, of a BeamChat,', () => {
  const stage = onStage();
  let zone: TracedZone;
  beforeEach(() => {
    zone = new TracedZone();
  });

  const zoned = (options: BeamChatOptions = {}, isBrowser = true) => {
    const [join, auth] = stage.joining('ada');
    const platform = { zone: zone.asNgZone, isBrowser };
    return stage.with(zoneAware(new BeamChat(join, { ...auth, ...options }), platform));
  };

  it('replaces every method of BeamChat', () => {
    const own = Object.entries(zoned()).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
    const all = [BeamChat.prototype, Object.getPrototypeOf(BeamChat.prototype)]
      .flatMap(Object.getOwnPropertyNames)
      .filter((name, at, names) => names.indexOf(name) === at && !['constructor', 'status', 'promise'].includes(name))
      .sort();
    expect(own).to.include.members(all);
    expect(all).to.deep.equal(MEMBERS);
  });

  it('emits every value inside the zone, wherever it was subscribed to', async () => {
    const chat = zoned();
    const told: string[] = [];
    const note = (name: string) => map(() => void told.push(`${name} ${zone.at}`));
    const all$ = merge(
      chat.status$.pipe(note('status')),
      chat.connected$.pipe(note('connected')),
      chat.sent$.pipe(note('sent')),
      chat.spooled$.pipe(note('spooled')),
      chat.packets$.pipe(note('packet')),
      chat.events$('ChatMessage').pipe(note('event')),
      chat.call$('msg', ['Hello']).pipe(note('reply')),
      chat.reconnecting$.pipe(note('reconnecting')),
      chat.errors$.pipe(note('error')),
      chat.closed$.pipe(note('closed')),
    );
    all$.subscribe();
    chat.boot();
    await next(chat.events$('ChatMessage'));
    const failed = next(chat.errors$, 'error');
    await stage.server.endpoint(stage.server.endpoints.indexOf(chat.status.address ?? '')).fault('garbage');
    await failed;
    await stage.stopEndpointOf(chat);
    await next(chat.connected$, 'second session');
    await chat.close();
    const names = [
      'closed',
      'connected',
      'error',
      'event',
      'packet',
      'reconnecting',
      'reply',
      'sent',
      'spooled',
      'status',
    ];
    expect([...new Set(told)].sort()).to.deep.equal(names.map(name => `${name} inside`));
  });

  it('starts outside the zone what is called inside it', async () => {
    const places: string[] = [];
    const note = (name: string) => void places.push(`${name} ${zone.at}`);
    const [join, { auth }] = stage.joining('ada');
    const noting = () => {
      note('boot');
      return join();
    };
    const platform = { zone: zone.asNgZone, isBrowser: true };
    const chat = stage.with(zoneAware(new BeamChat(noting, { auth }), platform));
    zone.run(() => chat.boot());
    await next(chat.connected$, 'session');
    // The client serializes arguments when a call is made, so that toJSON sees where the call runs.
    const argument = (name: string) => ({ toJSON: () => note(name) }) as never;
    await zone.run(() => chat.call('ping', [argument('call')] as never));
    await zone.run(() => next(chat.call$('ping', [argument('call$')] as never)));
    await zone.run(() => chat.auth(argument('auth'))).catch(() => {});
    await zone.run(() => chat.optOutEvents(argument('optOutEvents'))).catch(() => {});
    expect(await zone.run(() => chat.ping())).to.be.at.least(0);
    await zone.run(() => chat.close());
    expect(places).to.deep.equal(['boot', 'call', 'call$', 'auth', 'optOutEvents'].map(name => `${name} outside`));
  });

  it('R13: rejects as a BeamChat does', async () => {
    const chat = zoned();
    expect(chat).to.be.instanceOf(BeamChat);
    expect(await rejection(chat.call('msg', ['now'], { force: true }))).to.include({ kind: 'not-connected' });
  });

  it('does not connect on the server', async () => {
    const chat = zoned({}, false).boot();
    expect(chat.status.state).to.equal('idle');
    expect(stage.server.connectionCount()).to.equal(0);
  });
});
