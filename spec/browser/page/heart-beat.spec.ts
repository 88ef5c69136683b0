import { expect } from 'chai';
import { filter, NEVER, take, toArray } from 'rxjs';
import { next, onStage } from '../../kit/live.js';
import { command } from './command.js';

describe('R7: the heartbeat of a page', () => {
  const stage = onStage();
  afterEach(() => command('goOnline'));

  it('calls the method ping while no frame arrives, and keeps the connection to a server that answers', async () => {
    const states: string[] = [];
    const pings$ = stage.server.received$.pipe(filter(({ packet }) => packet.method === 'ping'));
    const pinged = next(pings$.pipe(take(3), toArray()), 'three pings');
    const chat = await stage.connect('ada', { pingInterval: 50, pingTimeout: 300 });
    chat.status$.subscribe(({ state }) => states.push(state));
    await pinged;
    expect(states).to.deep.equal(['connected']);
  });

  it('detects that the network is gone when no event says so', async () => {
    const chat = await stage.connect('ada', { wake$: NEVER, pingInterval: 50, pingTimeout: 100 });
    const error = next(chat.errors$, 'error');
    const closed = next(chat.closed$, 'close');
    await command('goOffline');
    expect(await error).to.include({ name: 'TimeoutError', method: 'ping' });
    expect(await closed).to.include({ code: 1006, wasClean: false });
  });
});
