import { expect } from 'chai';
import { asyncScheduler } from 'rxjs';
import { RpcClient } from '../../lib/index.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import { record, request, ScriptedSocket } from '../../lib/testing/index.js';
import { execute, type RpcIncident } from './execute.js';
import { inVirtualTime } from './long-session.js';

const facts = (servers: ScriptedSocket): unknown[] => {
  const answered: unknown[] = [];
  servers.answered$.subscribe(({ address: _, ...answer }) => answered.push(answer));
  return answered;
};

describe('the answers of handlers in a script', () => {
  const plain = jsonRpc();
  const other = jsonRpc({ firstId: 1 });
  const forms = [
    ['cannot be serialized', plain, { error: { code: -32000, message: /^the result cannot be serialized: .*BigInt/ } }],
    [
      'only a protocol of the user can serialize',
      { ...other, result: (id: unknown, data: unknown) => `{"jsonrpc":"2.0","id":${id},"result":"${data}"}` },
      { error: { code: -32000, message: /^the result has no form in JSON: a script cannot hold it$/ } },
    ],
  ] as const;
  for (const [what, protocol, { error }] of forms) {
    it(`R51: are an error where a result ${what}`, async () => {
      const source = inVirtualTime(() => {
        const values = { q: request('ask', []), b: request('big', []) };
        const servers = new ScriptedSocket({ 'wss://a.test/': 'u-q-b' }, { protocol, values });
        const { WebSocketCtor, addresses } = servers;
        const client = new RpcClient(addresses, { protocol, WebSocketCtor, pingInterval: 0 });
        const recording = record(client);
        client.handle('ask', () => '');
        client.handle('big', () => 10n);
        client.boot();
        asyncScheduler.schedule(() => void client.close(), 20);
        return recording;
      }).toScript();
      const incident = await execute<RpcIncident>(source);
      const [first, second] = inVirtualTime(() => {
        const { servers, steps$ } = incident(protocol);
        const answered = facts(servers);
        steps$.subscribe();
        return answered;
      }) as [unknown, { method: string; error: { code: number; message: string } }];
      expect(first).to.deep.equal({ method: 'ask', data: '' });
      expect(second.method).to.equal('big');
      expect(second.error.code).to.equal(error.code);
      expect(second.error.message).to.match(error.message);
    });
  }
});
