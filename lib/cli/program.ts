import { readFileSync } from 'node:fs';
import { stderr, stdout } from 'node:process';
import { Command } from 'commander';
import { chatCommand } from './chat/command.js';
import { serveCommand } from './serve-command.js';

const demoCommand = (): Command =>
  new Command('demo')
    .description('start a server and two clients, break their connections, and check that nothing is lost')
    .action(async () => {
      const [{ demo }, { story }] = await Promise.all([import('./demo.js'), import('./story.js')]);
      const hasColours = stdout.isTTY === true && (stdout.hasColors?.() ?? false);
      await demo(story(line => void stdout.write(`${line}\n`), hasColours));
    });

const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

/** Prints the parser's errors in one line, like all other errors. */
const printParserError = (text: string): boolean => stderr.write(`rx-beam: ${text.replace(/^error: /, '').trim()}\n`);

/**
 * The parser and its commands. Each command imports its code when it runs, so that the help appears without loading
 * RxJS and `ws`. It throws instead of exiting, so that `main` alone decides how the process ends.
 */
export const program = (): Command => {
  const commands = [demoCommand(), serveCommand(), chatCommand()];
  const root = new Command('rx-beam').description('A client and a local server for Beam chat').version(version());
  for (const command of [root, ...commands]) {
    command.exitOverride().showSuggestionAfterError(false).configureOutput({ outputError: printParserError });
  }
  for (const command of commands) root.addCommand(command);
  return root;
};
