import { map, type Observable, pairwise, startWith, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { RpcClient } from '../../lib/index.js';
import { ethereum, jsonRpc } from '../../lib/json-rpc/index.js';
import { item, ScriptedSocket } from '../../lib/testing/index.js';

interface Subscriptions {
  eth_subscribe(kind: 'newHeads'): { number: string };
}
type Ethereum = RpcClient<object, object, Subscriptions>;

/** Each new block, with the number of blocks before it that were missed. */
const blocks = (eth: Ethereum): Observable<string> =>
  eth.subscribe$('eth_subscribe', ['newHeads']).pipe(
    map(({ number }) => Number(number)),
    startWith(undefined),
    pairwise(),
    map(([last, block = 0]) => `${block}, ${last === undefined ? 0 : block - last - 1} missed`),
  );

describe('a subscription over a lost connection', () => {
  it(
    'is requested again from the next node, and tells which blocks were missed',
    marbles(m => {
      const one = '      u-a-b-#';
      const two = '      u----- 60ms e';
      const seen = '     --a-b- 60ms e';
      const lost = '     ------l';
      const requests = ' r----- 50ms s';

      const protocol = jsonRpc(ethereum);
      const block = (number: string) => item('eth_subscribe', { number });
      const net = new ScriptedSocket(
        { 'ws://one.test': one, 'ws://two.test': two },
        { protocol, values: { a: block('0x1'), b: block('0x2'), e: block('0x5') } },
      );
      const { addresses, WebSocketCtor } = net;
      const eth: Ethereum = new RpcClient(addresses, { protocol, WebSocketCtor, random: () => 0.1 }).boot();
      timer(100).subscribe(() => void eth.close());

      m.expect(blocks(eth)).toBeObservable(seen, { a: '1, 0 missed', b: '2, 0 missed', e: '5, 2 missed' });
      m.expect(eth.reconnecting$.pipe(map(({ address }) => address))).toBeObservable(lost, { l: 'ws://one.test' });
      const request = { method: 'eth_subscribe', args: ['newHeads'] };
      m.expect(net.written$).toBeObservable(requests, {
        r: { address: 'ws://one.test', ...request },
        s: { address: 'ws://two.test', ...request },
      });
    }),
  );
});
