import { startChild } from './child.js';
import type { Running } from './host.js';
import { HERE } from './install.js';
import { relayTo } from './relay.js';

export interface Ganache extends Running {
  /** Makes a block, and answers its number. */
  mine(): Promise<number>;
}

/** A process of its own, since the node changes globals. Each transaction makes a block, and nothing else does. */
const PROGRAM = `
  const ganache = require('ganache');
  const server = ganache.server({ logging: { quiet: true }, wallet: { totalAccounts: 1, deterministic: true } });
  server.listen(0, '127.0.0.1').then(() => console.log('ready at ' + server.address().port + '.'));
  process.stdin.on('end', () => process.exit()).resume();
`;

/** Starts an Ethereum node of the package `ganache`, with a new chain. */
export const startGanache = async (port?: number): Promise<Ganache> => {
  const child = await startChild(process.execPath, ['-e', PROGRAM], /ready at (\d+)\./, HERE.pathname);
  const own = Number(child.found[1]);
  const call = async (method: string): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] });
    const response = await fetch(`http://127.0.0.1:${own}`, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(5_000),
    });
    return ((await response.json()) as { result: unknown }).result;
  };
  const mine = async () => {
    await call('evm_mine');
    return Number(await call('eth_blockNumber'));
  };
  return { ...(await relayTo(child, own, '', port)), mine };
};
