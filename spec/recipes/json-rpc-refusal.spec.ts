import { catchError, map, type Observable, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { ReplyError, RpcClient } from '../../lib/index.js';
import { ethereum, jsonRpc } from '../../lib/json-rpc/index.js';
import { ScriptedSocket } from '../../lib/testing/index.js';

interface Methods {
  eth_getBalance(address: string, block: string): string;
}
type Ethereum = RpcClient<object, Methods>;

const isPruned = (error: unknown) =>
  error instanceof ReplyError && /missing trie node/.test((error.error as { message: string }).message);

/** The balance at a block, or at the latest one if the node has deleted the state of that block. */
const balance = (eth: Ethereum, address: string, block: string): Observable<number> =>
  eth.call$('eth_getBalance', [address, block]).pipe(
    catchError(error => (isPruned(error) ? eth.call$('eth_getBalance', [address, 'latest']) : throwError(() => error))),
    map(Number),
  );

describe('a call that an Ethereum node refuses', () => {
  it(
    'is made again for the latest block',
    marbles(m => {
      const refused = ' -#';
      const replied = '  --b';
      const seen = '    ---(b|)';
      const calls = '   ol';

      const protocol = jsonRpc(ethereum);
      const refusal = { code: -32000, message: 'missing trie node 5f' };
      const eth_getBalance = (_address: string, block: string) =>
        block === 'latest' ? m.cold(replied, { b: '0x10' }) : m.cold(refused, {}, refusal);
      const net = new ScriptedSocket({ 'ws://node.test': 'u' }, { protocol, replies: { eth_getBalance } });
      const eth: Ethereum = new RpcClient(net.addresses, { protocol, WebSocketCtor: net.WebSocketCtor }).boot();
      timer(10).subscribe(() => void eth.close());

      m.expect(balance(eth, '0xada', '0x1')).toBeObservable(seen, { b: 16 });
      m.expect(net.written$.pipe(map(({ args }) => `${args}`))).toBeObservable(calls, {
        o: '0xada,0x1',
        l: '0xada,latest',
      });
    }),
  );
});
