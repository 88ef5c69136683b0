import { expect } from 'chai';
import { filter, firstValueFrom, type Observable, timeout } from 'rxjs';
import { BeamChat, type Join } from '../../lib/index.js';
import { ChatServer } from '../../lib/server/index.js';
import { textOf } from '../../lib/testing/index.js';

/** The first value, within 5 s: a test waits for what happens, and never for a fixed time. */
const soon = <T>(stream$: Observable<T>): Promise<T> => firstValueFrom(stream$.pipe(timeout(5_000)));

describe('a chat over real servers', () => {
  let server: ChatServer;
  let chat: BeamChat;
  beforeEach(async () => {
    server = await ChatServer.listen({ endpoints: 2 });
    const join = async (): Promise<Join> => (await fetch(server.joinUrl(42, 'ada'))).json();
    // With this `random` the client starts at the first address, and waits a tenth of each backoff.
    chat = new BeamChat(join, { auth: ({ authkey }) => [42, 7, authkey], random: () => 0.1 }).boot();
    await soon(chat.connected$);
  });
  afterEach(async () => {
    await chat.close();
    await server.close();
  });

  /** Stops servers, and waits until the client has noticed that its own is gone. */
  const outage = async (...endpoints: number[]): Promise<void> => {
    // Subscribed to first: the client may be connected to the next server before `stop()` resolves.
    const noticed = soon(chat.reconnecting$);
    await Promise.all(endpoints.map(index => server.endpoint(index).stop()));
    // Without this, a call would still be sent to the server that has stopped, and reject with kind `disconnected`.
    await noticed;
  };

  it('goes on with the next server', async () => {
    await outage(0);
    expect(textOf(await chat.call('msg', ['Still there?']))).to.equal('Still there?');
    expect(chat.status.address).to.equal(server.endpoints[1]);
  });

  it('sends what was written while no server was up', async () => {
    await outage(0, 1);
    const sent = chat.call('msg', ['At last']);
    await server.endpoint(1).start();
    expect(textOf(await sent)).to.equal('At last');
  });

  it('closes when the servers refuse the user', async () => {
    await Promise.all([0, 1].map(index => server.endpoint(index).fault('refuseAuth', 'UACCESS')));
    const closed = soon(chat.status$.pipe(filter(({ state }) => state === 'closed')));
    await server.endpoint(0).fault('drop');
    expect((await closed).lastError?.name).to.equal('AuthenticationFailedError');
  });
});
