import { expect } from 'chai';
import { filter, map, Subject, takeUntil, toArray } from 'rxjs';
import { BeamChat, type BeamChatOptions } from '../../lib/index.js';
import { DEADLINE, FIRST_ADDRESS, next, onStage } from '../kit/live.js';

/** Much shorter than `connectTimeout`, and longer than any dial takes here. */
const HEDGE: BeamChatOptions = { ...FIRST_ADDRESS, hedge: 100, connectTimeout: 60_000 };

describe('hedge, over real sockets', () => {
  const stage = onStage({ endpoints: 3 });

  const boot = (options: BeamChatOptions = {}) => {
    const [addresses, auth] = stage.joining('ada');
    const chat = stage.with(new BeamChat(addresses, { ...HEDGE, ...auth, ...options }));
    const told: string[] = [];
    chat.errors$.subscribe(({ name }) => told.push(name));
    chat.closed$.subscribe(({ code }) => told.push(`closed ${code}`));
    const connected = next(chat.connected$, 'session', DEADLINE);
    chat.boot();
    return { chat, told, connected };
  };

  for (const fault of ['hang', 'neverWelcome'] as const) {
    it(`R44: the first address is a black hole (${fault}): connected at the second, long before connectTimeout`, async () => {
      await stage.server.endpoint(0).fault(fault);
      const { chat, told, connected } = boot();
      expect(await connected).to.include({ address: stage.server.endpoints[1], session: 1, authenticated: true });
      await chat.call('msg', ['Hello']);
      expect(told, 'the loser is reported nowhere').to.deep.equal([]);
      expect(stage.receivedOf('auth'), 'authenticated once').to.have.length(1);
    });
  }

  it('R44: so it is after the loss of a session', async () => {
    const { chat, connected } = boot();
    await connected;
    await stage.server.endpoint(1).fault('hang');
    const attempts = chat.status$.pipe(
      filter(({ state }) => state === 'reconnecting'),
      map(({ attempt }) => attempt),
      takeUntil(chat.connected$.pipe(filter(({ session }) => session === 2))),
      toArray(),
    );
    const seen = next(attempts, 'second session');
    await stage.server.endpoint(0).fault('drop');
    expect(new Set(await seen), 'one attempt').to.deep.equal(new Set([0, 1]));
    expect(chat.status.address).to.equal(stage.server.endpoints[2]);
  });

  it('R44: the second refuses, and the first is slow: the first is used, and the refusal is reported', async () => {
    await stage.server.endpoint(0).fault('lateWelcome', 400);
    await stage.server.endpoint(1).fault('refuse');
    await stage.server.endpoint(2).fault('refuse');
    const { told, connected } = boot();
    expect(await connected).to.include({ address: stage.server.endpoints[0] });
    expect(new Set(told)).to.deep.equal(new Set(['ConnectionError']));
  });

  it('R44: nothing is left when the client is closed in the middle of a race', async () => {
    for (const at of [0, 1, 2]) await stage.server.endpoint(at).fault('neverWelcome');
    const raced = new Subject<void>();
    let asked = 0;
    const random = () => {
      asked += 1;
      // For the first address, its time, and then the time of the second dial.
      if (asked === 3) raced.next();
      return 0;
    };
    const secondDial = next(raced, 'second dial');
    const { chat, told, connected } = boot({ random });
    connected.catch(() => {});
    await secondDial;
    await Promise.all([next(chat.closed$), chat.close()]);
    expect(chat.status.state).to.equal('closed');
    expect(told).to.deep.equal(['closed 1000']);
  });
});
