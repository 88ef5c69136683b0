import { Command } from 'commander';
import type { ServeOptions } from './serve.js';
import { wholeNumber } from './whole-number.js';

export const serveCommand = (): Command =>
  new Command('serve')
    .description(
      'run a local chat server; it keeps everything in memory, and anyone who can reach it may join as any user',
    )
    .option('--endpoints <count>', 'number of WebSocket endpoints', wholeNumber(1, 100), 1)
    .option(
      '--port <port>',
      'port of the join URL, followed by one port per endpoint; 0 picks free ports',
      wholeNumber(0, 65_535),
      0,
    )
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--users <file>', 'JSON file that lists all users: [{"username", "id"?, "roles"?, …}]')
    .option('--reusable-authkeys', 'accept an authkey more than once, for old clients')
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve.js');
      await serve(options);
    });
