import { readFileSync } from 'node:fs';
import { stdout } from 'node:process';
import { Command } from 'commander';
import { chatCommand } from './chat/command.js';
import { examples } from './examples.js';
import { serveCommand } from './serve-command.js';

const demoCommand = (): Command =>
  new Command('demo')
    .description('start a server and two clients, break their connections, and check that nothing is lost')
    .addHelpText(
      'after',
      examples([
        ['rx-beam demo', 'takes a few seconds, and needs no network'],
        ['rx-beam demo | cat', 'the same without colours'],
      ]),
    )
    .action(async () => {
      const [{ demo }, { story }] = await Promise.all([import('./demo.js'), import('./story.js')]);
      const hasColours = stdout.isTTY === true && (stdout.hasColors?.() ?? false);
      await demo(story(line => void stdout.write(`${line}\n`), hasColours));
    });

const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

/**
 * The parser and its commands. Each command imports its code when it runs, so that the help appears without loading
 * RxJS and `ws`. It throws instead of exiting or printing errors, so that `main` alone decides how the process ends.
 */
export const program = (): Command => {
  const commands = [demoCommand(), serveCommand(), chatCommand()];
  const root = new Command('rx-beam')
    .description('A client and a local server for Beam chat')
    .version(version())
    .addHelpText(
      'after',
      examples([
        ['rx-beam demo', 'see a failover'],
        ['rx-beam serve --port 8080 --endpoints 2', 'run a server'],
        ['rx-beam chat http://127.0.0.1:8080/api/v1/chats/1 --user ada', 'join it, in another terminal'],
        ['rx-beam chat --help', 'the options of a command'],
      ]),
    );
  for (const command of [root, ...commands]) {
    command.exitOverride().configureOutput({ outputError: () => {} });
  }
  for (const command of commands) root.addCommand(command);
  return root;
};
