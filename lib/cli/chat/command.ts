import { env } from 'node:process';
import { Command } from 'commander';
import { append } from '../append.js';
import { examples } from '../examples.js';
import { wholeNumber } from '../whole-number.js';
import type { ChatTarget } from './target.js';

interface ChatOptions extends Omit<ChatTarget, 'joinUrl'> {
  readonly history: number;
  readonly drain: number;
  readonly json?: true;
  readonly trace?: true;
}

const notes = `
You can also put the authkey in the environment variable RX_BEAM_AUTHKEY. Other
users of the machine cannot see it there. Over a pipe, the command treats each
line of its input as typed and prints one event per line. It leaves at the end
of its input, and exits with 1 if a line failed.
`;

export const chatCommand = (): Command =>
  new Command('chat')
    .description('chat in a terminal or over a pipe; type /help for the list of commands')
    .argument('[join-url]', 'URL that returns endpoints and an authkey, such as http://127.0.0.1:8080/api/v1/chats/1')
    .option('--user <user>', 'user to join as: a name or an id; without it you can only read')
    .option('--endpoint <url>', 'ws: or wss: URL to use instead of a join URL; can be repeated', append)
    .option(
      '--channel <id>',
      'channel to join, if the join URL does not end in /chats/<id>',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--authkey <key>', 'authkey of the --user, with --endpoint')
    .option('--history <count>', 'number of earlier messages to show', wholeNumber(0, 100), 20)
    .option('--drain <seconds>', 'how long to wait for answers at the end of the input', wholeNumber(0, 86_400), 10)
    .option('--json', 'print one JSON object per line')
    .option('--trace', 'also write a line for each thing that the client does, without keys, to standard error')
    .addHelpText(
      'after',
      notes +
        examples([
          ['rx-beam chat http://127.0.0.1:8080/api/v1/chats/1 --user ada', 'join as ada'],
          ['rx-beam chat http://127.0.0.1:8080/api/v1/chats/1', 'only read'],
          ['rx-beam chat --endpoint ws://127.0.0.1:8081 --channel 1', 'only read, without a join URL'],
          ['echo "The build is green" | rx-beam chat "$JOIN_URL" --user bot', 'say one line'],
          ['rx-beam chat "$JOIN_URL" --json < /dev/null', 'the last messages, for scripts'],
        ]),
    )
    .action(async (joinUrl: string | undefined, { history, drain, json, trace, ...target }: ChatOptions) => {
      const { chat } = await import('./chat.js');
      const authkey = target.authkey ?? (target.endpoint && env['RX_BEAM_AUTHKEY']);
      await chat(
        { ...target, joinUrl, authkey },
        { history, drainMs: drain * 1000, json: json ?? false, trace: trace ?? false },
      );
    });
