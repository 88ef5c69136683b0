import { expect } from 'chai';
import { asyncScheduler, map, timer } from 'rxjs';
import { RpcClient } from '../../lib/index.js';
import { ethereum, jsonRpc } from '../../lib/json-rpc/index.js';
import { item, type RecordedEntry, record, ScriptedSocket, type ServerWire } from '../../lib/testing/index.js';
import { execute, type RpcIncident } from './execute.js';
import { inVirtualTime, timed } from './long-session.js';
import { watchRpc } from './rpc-incident.js';

const loggingIn = jsonRpc({ ...ethereum, setUp: talk => talk.call$('login', []) });

const inBatch: ServerWire['reply'] = ({ id }, result) =>
  JSON.stringify([
    { jsonrpc: '2.0', id, result },
    { jsonrpc: '2.0', method: 'news', params: [] },
  ]);

/** A client that is called while its set-up, or a request for a subscription, is in flight. */
const session = (last: number, loginMs: number, subscribeMs: number, isBatch: boolean) => {
  const servers = new ScriptedSocket(
    { 'wss://a.test/': ['u 299ms i'] },
    {
      protocol: loggingIn,
      server: isBatch ? { reply: inBatch } : {},
      values: { i: item('eth_subscribe', 'block') },
      replies: {
        login: () => timer(loginMs).pipe(map(() => true)),
        eth_subscribe: () => timer(subscribeMs).pipe(map(() => '0x1')),
        echo: (text: string) => timer(3).pipe(map(() => text)),
      },
    },
  );
  const { WebSocketCtor, addresses } = servers;
  const client = new RpcClient(addresses, { protocol: loggingIn, WebSocketCtor, random: () => 0.5, pingInterval: 0 });
  const recording = record(client, { last });
  const log = timed(watchRpc(client));
  client.boot();
  client.subscribe$<unknown>('eth_subscribe', ['heads']).subscribe();
  for (let at = 4; at < 84; at += 4)
    asyncScheduler.schedule(() => client.call$<unknown>('echo', [`hi ${at}`]).subscribe({ error: () => {} }), at);
  asyncScheduler.schedule(() => client.call$<unknown>('echo', ['last']).subscribe({ error: () => {} }), 350);
  asyncScheduler.schedule(() => void client.close(), 400);
  return { log, recording };
};

const replayed = async (source: string): Promise<string[]> => {
  const incident = await execute<RpcIncident>(source);
  return inVirtualTime(() => {
    const { client, steps$ } = incident(loggingIn);
    const log = timed(watchRpc(client));
    steps$.subscribe();
    return log;
  });
};

/** The session, the items and the last call, with their times since a moment. */
const facts = (log: readonly string[], zero: number): string[] =>
  log
    .filter(line => /session|items|"last"/.test(line))
    .map(line => line.replace(/^\d+/, at => `${Math.max(0, Number(at) - zero)}`));

describe('the script of what was in flight when the recording begins', () => {
  for (const isBatch of [false, true]) {
    for (const [what, loginMs, subscribeMs] of [
      ['set-up', 100, 1],
      ['request for a subscription', 1, 100],
    ] as const) {
      it(`R51: has the answer to the ${what} at its time${isBatch ? ', in a batch' : ''}`, async () => {
        const { length } = inVirtualTime(() => session(10_000, loginMs, subscribeMs, isBatch)).recording.entries;
        for (let last = 30; last < length; last += 1) {
          const { log, recording } = inVirtualTime(() => session(last, loginMs, subscribeMs, isBatch));
          const [{ at: from }] = recording.entries as [RecordedEntry];
          const again = await replayed(recording.toScript());
          expect(facts(again, 0), `last ${last}`).to.deep.equal(facts(log, from));
        }
      });
    }
  }
});
