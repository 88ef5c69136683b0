import { readFileSync } from 'node:fs';
import { stderr, stdout } from 'node:process';
import { Command } from 'commander';
import { chatCommand } from './chat/command.js';
import { demo } from './demo.js';
import { serveCommand } from './serve.js';

const demoCommand = (): Command =>
  new Command('demo')
    .description('show two clients on a server of their own: calls, events, a failover, and nothing lost')
    .action(() => demo(line => stdout.write(`${line}\n`)));

const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

/** The parser's errors are one line too. */
const sayError = (text: string): boolean => stderr.write(`rx-beam: ${text.replace(/^error: /, '').trim()}\n`);

/** Parser and commands. Errors are thrown, so that there is one way out. */
export const program = (): Command => {
  const commands = [demoCommand(), serveCommand(), chatCommand()];
  const root = new Command('rx-beam').description('The chat of Beam, in a terminal').version(version());
  for (const command of [root, ...commands]) {
    command.exitOverride().showSuggestionAfterError(false).configureOutput({ outputError: sayError });
  }
  for (const command of commands) root.addCommand(command);
  return root;
};
