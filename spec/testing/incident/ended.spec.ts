import { map } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { blockNumbers$ } from './block-numbers.js';
import { incident } from './ended.js';

describe('a subscription that its node ends', () => {
  it(
    'is requested again, a second later',
    marbles(m => {
      const { client, servers, steps$ } = incident();
      steps$.subscribe();
      m.expect(blockNumbers$(client)).toBeObservable('30ms n', { n: 26 });
      m.expect(servers.written$.pipe(map(({ method }) => method))).toBeObservable('8ms r 1033ms r', {
        r: 'eth_subscribe',
      });
    }),
  );
});
