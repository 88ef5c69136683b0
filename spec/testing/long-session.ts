import { asyncScheduler, map, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { RpcClient } from '../../lib/index.js';
import { ethereum, jsonRpc } from '../../lib/json-rpc/index.js';
import { item, record, request, ScriptedSocket } from '../../lib/testing/index.js';
import { watchRpc } from './rpc-incident.js';

/** In virtual time, until nothing is left to do. */
export const inVirtualTime = <T>(act: () => T): T =>
  new TestScheduler(() => {}).run(({ flush }) => {
    const result = act();
    flush();
    return result;
  });

const ADDRESS = 'wss://a.test/?key=hidden';
export const loggingIn = jsonRpc({ ...ethereum, setUp: talk => talk.call$('login', ['hidden']) });

/** A client that logs in, calls and has a subscription and a handler, over a lost connection. */
export const longSession = (last: number) => {
  const servers = new ScriptedSocket(
    { [ADDRESS]: ['u 98ms i 100ms r 100ms i 300ms #', '5ms u 50ms i 700ms r 900ms i 350ms #', '5ms u 500ms i'] },
    {
      protocol: loggingIn,
      values: { i: item('eth_subscribe', { number: '0x1' }), r: request('ask', [7]) },
      replies: { login: () => true, echo: (text: string) => timer(3).pipe(map(() => text)) },
    },
  );
  const { WebSocketCtor, addresses } = servers;
  const client = new RpcClient(addresses, { protocol: loggingIn, WebSocketCtor, random: () => 0.5, pingInterval: 0 });
  const recording = record(client, { last });
  const log = timed(watchRpc(client));
  client.handle('ask', args => timer(2).pipe(map(() => args)));
  client.boot();
  client.subscribe$<unknown>('eth_subscribe', ['heads']).subscribe();
  const logs$ = client.subscribe$<unknown>('eth_subscribe', ['logs'], { linger: 25 });
  asyncScheduler.schedule(() => {
    const logs = logs$.subscribe();
    asyncScheduler.schedule(() => logs.unsubscribe(), 100);
  }, 2_800);
  for (let at = 10; at < 3_000; at += 50) {
    asyncScheduler.schedule(() => client.call$<unknown>('echo', [`hi ${at}`]).subscribe({ error: () => {} }), at);
  }
  asyncScheduler.schedule(() => void client.close(), 3_000);
  return { log, recording };
};

/** The same log with the time before each line. */
export const timed = (log: string[]): string[] => {
  const push = log.push.bind(log);
  log.push = (...lines) => push(...lines.map(line => `${asyncScheduler.now()} ${line}`));
  return log;
};
