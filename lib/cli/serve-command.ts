import { Command } from 'commander';
import { append } from './append.js';
import { examples } from './examples.js';
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
    .option(
      '--origin <origin>',
      'web origin whose pages may use the server besides local ones; can be repeated',
      append,
    )
    .option('--users <file>', 'JSON file that lists all users: [{"username", "id"?, "roles"?, …}]')
    .option('--reusable-authkeys', 'accept an authkey more than once, for old clients')
    .option('--quiet', 'do not log who joins, speaks and leaves')
    .addHelpText(
      'after',
      examples([
        ['rx-beam serve', 'one endpoint, on free ports'],
        [
          'rx-beam serve --port 8080 --endpoints 2',
          'fixed ports; in a terminal, the keys 1 and 2 stop and start endpoints',
        ],
        ['rx-beam serve --users users.json --quiet', 'only the users of a file, and no log'],
        ['rx-beam serve --port 8080 --origin https://preview.example', 'for a page from elsewhere'],
      ]),
    )
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve.js');
      await serve(options);
    });
