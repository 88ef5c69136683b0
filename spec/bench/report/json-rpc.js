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

\`RpcClient\` with \`jsonRpc()\` beside the client of \`rpc-websockets\`, which reads and writes JSON-RPC 2.0 too: CPU, as ratios to \`limit\`
in the run of ${result.at.replace('T', ' ')} UTC.

${asMarkdown(table(result))}

- **The bytes.** Both clients get the same replies, and events of 600 bytes in the form that each reads: \`{"jsonrpc":"2.0","method":name,"params":…}\`
  for \`RpcClient\`, \`{"notification":name,"params":[…]}\` for \`rpc-websockets\`. The ids of \`RpcClient\` begin at 1, those of \`rpc-websockets\` at 0.
- **Items** are those of one subscription in the form of Ethereum nodes, by the key that the reply to \`eth_subscribe\` gave. There,
  \`limit\` is JSON.parse and a Map of listeners by key; elsewhere it speaks Beam's protocol.
- **On a busy machine** these ratios hold to about 0.2: for events, \`limit-cork\` does the same as \`limit\`. The first table of this document
  compares the same clients more closely.`;
