import { exhaustMap, filter, map, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { RpcClient, Status } from '../../lib/index.js';
import { ClientDouble } from '../../lib/testing/index.js';

interface Methods {
  buy(symbol: string, count: number): string;
}
interface Subscriptions {
  prices(symbol: string): number;
}
type Market = RpcClient<object, Methods, Subscriptions>;

/** Buys one share at each price below the limit, and never has two orders in flight. */
const bargains = (market: Market, symbol: string, limit: number): Observable<string> =>
  market.subscribe$('prices', [symbol]).pipe(
    filter(price => price < limit),
    exhaustMap(() => market.call$('buy', [symbol, 1])),
  );

describe('a trader', () => {
  it(
    'buys below the limit, one order at a time, and misses the prices of an outage',
    marbles(m => {
      const states = '   c--------r----c---';
      const prices = '   -9-4-3-9----2---4-';
      const reply = '       ---o';
      const orders = '   ---b------------b';
      const bought = '   ------o------------o';
      const requests = ' p-------------p';

      const state: Record<string, Partial<Status>> = { c: { state: 'connected' }, r: { state: 'reconnecting' } };
      const market = new ClientDouble<object, Methods, Subscriptions>({
        status$: m.hot(states, state),
        subscriptions: { prices: m.hot(prices).pipe(map(Number)) },
        replies: { buy: () => m.cold(reply, { o: 'bought' }) },
      });
      m.expect(bargains(market, 'ACME', 5)).toBeObservable(bought, { o: 'bought' });
      m.expect(market.calls$).toBeObservable(orders, { b: { method: 'buy', args: ['ACME', 1] } });
      m.expect(market.requested$).toBeObservable(requests, { p: { method: 'prices', args: ['ACME'] } });
    }),
  );
});
