import { env } from 'node:process';
import { Command } from 'commander';
import { whole } from '../numbers.js';
import { chat } from './chat.js';
import type { Where } from './destination.js';

interface ChatOptions extends Omit<Where, 'joinUrl'> {
  readonly history: number;
  readonly drain: number;
  readonly json?: true;
}

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

const hint = `
The authkey may also be in the environment variable RX_BEAM_AUTHKEY, where no other user of the machine sees it.
Over a pipe, each line of the input is typed, and each line of the output is one thing that happened. It ends with
its input, and exits with 1 if a line came to nothing.`;

export const chatCommand = (): Command =>
  new Command('chat')
    .description('chat in a terminal, or over a pipe; /help lists what can be typed')
    .argument('[join-url]', 'where to ask for endpoints and authkey, such as http://127.0.0.1:8080/api/v1/chats/1')
    .option('--user <user>', 'who to join as: a name or an id; without it one may only read')
    .option('--endpoint <url>', 'a ws: or wss: URL instead of a join URL; may be given again', collect)
    .option('--channel <id>', 'the channel, where the join URL does not end in it', whole(1, Number.MAX_SAFE_INTEGER))
    .option('--authkey <key>', 'with --endpoint, for a --user given as id')
    .option('--history <count>', 'how many earlier messages to show on joining; 0: none', whole(0, 100), 20)
    .option('--drain <seconds>', 'how long to wait at the end for what is not answered yet', whole(0, 86_400), 10)
    .option('--json', 'one JSON object a line')
    .addHelpText('after', hint)
    .action((joinUrl: string | undefined, { history, drain, json, ...where }: ChatOptions) =>
      chat(
        { ...where, joinUrl, authkey: where.authkey ?? (where.endpoint && env['RX_BEAM_AUTHKEY']) },
        { history, drainMs: drain * 1000, json: json ?? false },
      ),
    );
