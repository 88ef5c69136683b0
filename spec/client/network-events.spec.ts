import { expect } from 'chai';
import { filter, Subscriber } from 'rxjs';
import { NetworkEvents } from '../../lib/client/network-events.js';
import type { NetworkEvent } from '../../lib/link/network.js';

const stage = () => {
  const log: string[] = [];
  const network$ = new NetworkEvents({ tell: activity => void log.push(`told ${JSON.stringify(activity)}`) });
  const hear = (name: string) =>
    new Subscriber<NetworkEvent>({
      next: (event: NetworkEvent) => void log.push(`${name} ${event}`),
      error: () => {},
      complete: () => {},
    });
  return { log, network$, hear };
};

describe('the network events of a client', () => {
  it('R8: go to the newest subscriber', () => {
    const { log, network$, hear } = stage();
    const [connection, wait] = [hear('connection'), hear('wait')];
    network$.next('wake');
    network$.subscribe(connection);
    network$.next('offline');
    connection.unsubscribe();
    network$.next('wake');
    network$.pipe(filter(event => event === 'wake')).subscribe(wait);
    network$.next('offline');
    network$.next('wake');
    expect(log.filter(text => !text.startsWith('told'))).to.deep.equal(['connection offline', 'wait wake']);
  });

  it('R8: an event that makes the next part subscribe does not reach that part', () => {
    const { log, network$, hear } = stage();
    const wait = hear('wait');
    network$.subscribe({
      next: event => {
        log.push(`connection ${event}`);
        network$.subscribe(wait);
      },
    });
    network$.next('offline');
    network$.next('wake');
    expect(log.filter(text => !text.startsWith('told'))).to.deep.equal(['connection offline', 'wait wake']);
  });

  it('R51: are told to observers first, before anything comes of them', () => {
    const { log, network$, hear } = stage();
    network$.subscribe(hear('connection'));
    network$.next('offline');
    expect(log).to.deep.equal(['told {"type":"network","event":"offline"}', 'connection offline']);
  });

  it('R27: the end of a run forgets the subscriber, and the next run has its own', () => {
    const { log, network$, hear } = stage();
    network$.subscribe(hear('first run'));
    network$.clear();
    network$.next('wake');
    network$.subscribe(hear('second run'));
    network$.next('wake');
    expect(log.filter(text => !text.startsWith('told'))).to.deep.equal(['second run wake']);
  });
});
