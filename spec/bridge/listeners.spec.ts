import { once } from 'node:events';
import { expect } from 'chai';
import { Observable } from 'rxjs';
import { BeamSocket } from '../../lib/ws.js';
import { onStage } from '../kit/live.js';
import { client, connect } from '../rules/kit.js';

/** The number of subscriptions to a server event of each name. */
const countSubscriptions = (socket: BeamSocket): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  const change = (name: string, by: number) => counts.set(name, (counts.get(name) ?? 0) + by);
  const events$ = socket.chat.events$.bind(socket.chat);
  socket.chat.events$ = (name: string) =>
    new Observable(subscriber => {
      change(name, 1);
      subscriber.add(() => change(name, -1));
      return events$<unknown>(name).subscribe(subscriber);
    });
  return counts;
};

describe('BeamSocket’s listeners', () => {
  const stage = onStage();
  const listener = (): void => {};

  const removals: readonly (readonly [name: string, remove: (socket: BeamSocket) => unknown])[] = [
    ['off', socket => socket.off('Tick', listener)],
    ['removeListener', socket => socket.removeListener('Tick', listener)],
    ['removeAllListeners of the name', socket => socket.removeAllListeners('Tick')],
    ['removeAllListeners', socket => socket.removeAllListeners()],
  ];
  for (const [name, remove] of removals) {
    for (const isWatched of [false, true]) {
      it(`R27: ${name} ends the subscription${isWatched ? ', with a listener for removeListener too' : ''}`, () => {
        const socket = new BeamSocket(['ws://a']);
        const counts = countSubscriptions(socket);
        if (isWatched) socket.on('removeListener', () => {});
        for (let round = 0; round < 3; round += 1) {
          socket.on('Tick', listener);
          expect(counts.get('Tick')).to.equal(1);
          remove(socket);
          expect(counts.get('Tick')).to.equal(0);
        }
      });
    }
  }

  it('R27: one subscription serves all listeners of a name, until the last one is removed', () => {
    const socket = new BeamSocket(['ws://a']);
    const counts = countSubscriptions(socket);
    const other = (): void => {};
    socket.on('Tick', listener).prependListener('Tick', other).once('Tick', listener);
    expect(counts.get('Tick')).to.equal(1);
    socket
      .off('Tick', listener)
      .off('Tick', listener)
      .off('Tick', () => {});
    expect(counts.get('Tick')).to.equal(1);
    socket.off('Tick', other);
    expect(counts.get('Tick')).to.equal(0);
  });

  it('R27: a thousand names that were listened to leave no subscription, closed or not', async () => {
    const { socket } = client(stage, stage.server.endpoints);
    const counts = countSubscriptions(socket);
    for (let n = 0; n < 1_000; n += 1) socket.once(`done:${n}`, listener).off(`done:${n}`, listener);
    expect([...counts.values()].filter(count => count !== 0)).to.deep.equal([]);
    expect(counts.size).to.equal(1_000);
    await socket.close();
  });

  it('R27: a once listener ends the subscription before it is told', async () => {
    const { socket, chat } = await connect(stage);
    const counts = countSubscriptions(socket);
    const seen: unknown[] = [];
    socket.once('Tick', () => seen.push(counts.get('Tick')));
    stage.server.emit(42, 'Tick', 1);
    await chat.ping();
    expect(seen).to.deep.equal([0]);
  });

  it('R27: so does events.once, told or aborted', async () => {
    const { socket } = await connect(stage);
    const counts = countSubscriptions(socket);
    const [told, controller] = [once(socket, 'Tick'), new AbortController()];
    const aborted = once(socket, 'Never', { signal: controller.signal }).catch(() => {});
    stage.server.emit(42, 'Tick', 1);
    controller.abort();
    expect(await told).to.deep.equal([1]);
    await aborted;
    expect([...counts]).to.deep.equal([
      ['Tick', 0],
      ['Never', 0],
    ]);
  });

  it('R25: a listener that is added again while it is told is told once for each event', async () => {
    const { socket, chat } = await connect(stage);
    const heard: unknown[] = [];
    const again = (data: unknown): void => {
      heard.push(data);
      socket.once('Tick', again);
    };
    const movesItself = (data: unknown): void => {
      heard.push(`moved ${data}`);
      socket.off('Tock', movesItself).on('Tock', movesItself);
    };
    socket.once('Tick', again).on('Tock', movesItself);
    for (const n of [1, 2, 3]) for (const name of ['Tick', 'Tock']) stage.server.emit(42, name, n);
    await chat.ping();
    expect(heard).to.deep.equal([1, 'moved 1', 2, 'moved 2', 3, 'moved 3']);
  });

  it('R25: a listener that another one removes is still told this time, as in Node', async () => {
    const { socket, chat } = await connect(stage);
    const heard: unknown[] = [];
    const second = (data: unknown): void => void heard.push(data);
    const first = (): void => void socket.removeAllListeners('Tick');
    socket.on('Tick', first).on('Tick', second);
    stage.server.emit(42, 'Tick', 1);
    stage.server.emit(42, 'Tick', 2);
    await chat.ping();
    expect(heard).to.deep.equal([1]);
  });
});
