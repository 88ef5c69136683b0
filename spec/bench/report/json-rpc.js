/** The section of docs/performance.md about JSON-RPC. */
import { WORKS } from '../runner/works.js';
import { cellOf, summarize } from './facts.js';
import { asMarkdown } from './tables.js';

const COMPARED = ['limit', 'limit-cork', 'beam-chat', 'rpc-client', 'rpc-websockets'];
const MEASURED = ['events', 'events-1000-names', 'items', 'calls-1000', 'calls-20000'];

const table = result => {
  const facts = summarize(result);
  const rows = MEASURED.filter(name => facts[name] !== undefined).map(name => [
    WORKS[name].says.replace(', CPU', ''),
    ...COMPARED.map(client => cellOf(result, facts, name, client)),
  ]);
  return { head: ['', ...COMPARED], rows };
};

export const jsonRpcSection = result => `## JSON-RPC

The table compares \`RpcClient\` with \`jsonRpc()\` with the client of \`rpc-websockets\`, which also speaks JSON-RPC 2.0. The figures are CPU times, as
ratios to \`limit\` in the run of ${result.at.replace('T', ' ')} UTC.

${asMarkdown(table(result))}

- **The frames.** Both clients receive the same replies, and events of 600 bytes in their own form: \`{"jsonrpc":"2.0","method":name,"params":…}\`
  for \`RpcClient\`, \`{"notification":name,"params":[…]}\` for \`rpc-websockets\`. The ids of \`RpcClient\` begin at 1, the ids of \`rpc-websockets\` at 0.
- **Items** are the items of one subscription in the form of Ethereum nodes, with the key from the reply to \`eth_subscribe\`. For items, \`limit\` is
  JSON.parse and a Map of listeners by key; in the other rows, it speaks Beam's protocol.
- **On a busy machine**, these ratios are accurate to about 0.2: for events, \`limit-cork\` does the same as \`limit\`. The first table on this page
  compares the same clients more precisely.`;
