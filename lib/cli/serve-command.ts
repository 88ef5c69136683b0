import { Command } from 'commander';
import type { ServeOptions } from './serve.js';
import { wholeNumber } from './whole-number.js';

export const serveCommand = (): Command =>
  new Command('serve')
    .description('run a local chat server; everything is in memory, and anyone who can reach it may join as anyone')
    .option('--endpoints <count>', 'how many WebSocket endpoints', wholeNumber(1, 100), 1)
    .option(
      '--port <port>',
      'port of the join request, the endpoints on those after it; 0: free ports',
      wholeNumber(0, 65_535),
      0,
    )
    .option('--host <host>', 'where to listen', '127.0.0.1')
    .option('--users <file>', 'JSON file with the only users: [{"username", "id"?, "roles"?, …}]')
    .option('--reusable-authkeys', 'let an authkey serve more than once, for old clients')
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve.js');
      await serve(options);
    });
