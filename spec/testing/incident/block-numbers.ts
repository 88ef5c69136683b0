import { map, type Observable, retry } from 'rxjs';
import type { RpcClient } from '../../../lib/index.js';

/** The number of each new block. A node may end the subscription: it is requested again a second later. */
export const blockNumbers$ = (eth: RpcClient): Observable<number> =>
  eth.subscribe$<{ number: string }>('eth_subscribe', ['newHeads']).pipe(
    retry({ delay: 1_000 }),
    map(({ number }) => Number(number)),
  );
