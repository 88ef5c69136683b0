import { env } from 'node:process';
import { Command } from 'commander';
import { wholeNumber } from '../whole-number.js';
import type { ChatTarget } from './target.js';

interface ChatOptions extends Omit<ChatTarget, 'joinUrl'> {
  readonly history: number;
  readonly drain: number;
  readonly json?: true;
}

const append = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

const notes = `
The authkey may also be in the environment variable RX_BEAM_AUTHKEY, where no other user of the machine sees it.
Over a pipe, each line of the input is typed, and each line of the output is one thing that happened. It ends with
its input, and exits with 1 if a line came to nothing.`;

export const chatCommand = (): Command =>
  new Command('chat')
    .description('chat in a terminal, or over a pipe; /help lists what can be typed')
    .argument('[join-url]', 'where to ask for endpoints and authkey, such as http://127.0.0.1:8080/api/v1/chats/1')
    .option('--user <user>', 'who to join as: a name or an id; without it one may only read')
    .option('--endpoint <url>', 'a ws: or wss: URL instead of a join URL; may be given again', append)
    .option(
      '--channel <id>',
      'the channel, where the join URL does not end in it',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--authkey <key>', 'with --endpoint, for a --user given as id')
    .option('--history <count>', 'how many earlier messages to show on joining; 0: none', wholeNumber(0, 100), 20)
    .option('--drain <seconds>', 'how long to wait at the end for what is not answered yet', wholeNumber(0, 86_400), 10)
    .option('--json', 'one JSON object a line')
    .addHelpText('after', notes)
    .action(async (joinUrl: string | undefined, { history, drain, json, ...target }: ChatOptions) => {
      const { chat } = await import('./chat.js');
      const authkey = target.authkey ?? (target.endpoint && env['RX_BEAM_AUTHKEY']);
      await chat({ ...target, joinUrl, authkey }, { history, drainMs: drain * 1000, json: json ?? false });
    });
