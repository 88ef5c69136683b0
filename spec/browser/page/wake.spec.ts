import { expect } from 'chai';
import { filter, fromEvent } from 'rxjs';
import type { BeamChat, BeamChatOptions } from '../../../lib/index.js';
import { next, onStage } from '../../kit/live.js';
import { caughtUp } from '../../kit/runtime.js';
import { command } from './command.js';

/** A wait lasts 24 minutes, unless an event of the page ends it. */
const PATIENT: BeamChatOptions = { backoff: { initial: 3_600_000, max: 3_600_000 }, random: () => 0.4 };

describe('R8: the network events of a page', () => {
  const stage = onStage();
  const session = (chat: BeamChat, number: number) =>
    next(chat.connected$.pipe(filter(({ session }) => session === number)), `session ${number}`);
  const waiting = (chat: BeamChat) =>
    next(chat.status$.pipe(filter(({ retryAt }) => retryAt !== undefined && retryAt > Date.now() + 60_000)), 'a wait');
  const pings = async () => {
    await caughtUp();
    return stage.receivedOf('ping').length;
  };
  const hide = async () => {
    const hidden = next(fromEvent(document, 'visibilitychange').pipe(filter(() => document.hidden)), 'hiding');
    await command('hide');
    await hidden;
  };
  afterEach(async () => {
    await command('goOnline');
    await command('show');
  });

  it('offline drops the connection at once; online ends the wait, and calls made meanwhile are sent', async () => {
    const chat = await stage.connect('ada', PATIENT);
    const again = session(chat, 2);
    const closed = next(chat.closed$, 'close');
    await command('goOffline');
    expect(await closed).to.include({ code: 1006, wasClean: false });
    await waiting(chat);
    const call = chat.call('msg', ['said while offline']);
    await command('goOnline');
    await again;
    expect((await call).message.message[0]?.text).to.equal('said while offline');
  });

  it('no socket opens while the page is offline', async () => {
    await command('goOffline');
    const socket = new WebSocket(stage.server.endpoints[0] as string);
    const { code } = await next(fromEvent<CloseEvent>(socket, 'close'), 'close');
    expect(code).to.equal(1006);
  });

  it('a tab that becomes visible ends the wait', async () => {
    const chat = await stage.connect('ada', PATIENT);
    const again = session(chat, 2);
    await stage.stopEndpointOf(chat);
    await waiting(chat);
    await hide();
    expect(chat.status.state).to.equal('reconnecting');
    await command('show');
    await again;
  });

  it('a tab that becomes visible probes its connection, a tab that becomes hidden does not', async () => {
    const chat = await stage.connect();
    await hide();
    expect(await pings()).to.equal(0);
    const pinged = next(stage.server.received$.pipe(filter(({ packet }) => packet.method === 'ping')), 'ping');
    await command('show');
    await pinged;
    expect(chat.status.state).to.equal('connected');
  });

  it('a connection that died while the tab was hidden is dropped when the tab becomes visible', async () => {
    const chat = await stage.connect('ada', { pingTimeout: 200 });
    const error = next(chat.errors$, 'error');
    const again = session(chat, 2);
    await hide();
    await stage.server.endpoint(0).fault('freeze');
    await command('show');
    expect(await error).to.include({ name: 'TimeoutError', method: 'ping' });
    await again;
  });

  it('a page restored from the back-forward cache connects again', async () => {
    const chat = await stage.connect();
    const again = session(chat, 2);
    const shown = next(fromEvent<PageTransitionEvent>(window, 'pageshow'), 'pageshow');
    await command('leaveAndReturn');
    expect((await shown).persisted).to.equal(true);
    await again;
  });

  it('a restored page ends the wait, in a hidden tab too', async () => {
    const chat = await stage.connect('ada', PATIENT);
    const again = session(chat, 2);
    await stage.stopEndpointOf(chat);
    await waiting(chat);
    await hide();
    await command('leaveAndReturn');
    await again;
    expect(document.visibilityState).to.equal('hidden');
  });

  it('a hidden tab keeps working: it calls, receives events and fails over', async () => {
    const [ada, bob] = await Promise.all([stage.connect('ada'), stage.connect('bob')]);
    await hide();
    const received = next(bob.events$('ChatMessage'), 'message');
    const said = await ada.call('msg', ['said in the dark']);
    expect(await received).to.deep.equal(said);
    const again = session(bob, 2);
    await stage.stopEndpointOf(ada);
    await again;
    expect(document.visibilityState).to.equal('hidden');
  });
});
