import { MAX_LINE_LENGTH } from './line-splitter.js';
import { mostSimilar } from './most-similar.js';

/** The longest time that a timer of the server can hold: 2^31 − 1 ms. */
const MAX_TIMER_SECONDS = 2_147_483;

/** What a typed line asks for. An `invalid` line has a reason that is shown to the user. */
export type Intent =
  | { readonly type: 'nothing' | 'help' | 'quit' | 'who' | 'now' }
  | { readonly type: 'call'; readonly method: string; readonly args: readonly unknown[] }
  | { readonly type: 'invalid'; readonly reason: string };

interface Command {
  readonly usage: string;
  readonly meaning: string;
  /** Parses what follows the name of the command. Returns undefined if it does not fit the usage. */
  readonly parse: (rest: string) => Intent | undefined;
}

const call = (method: string, ...args: unknown[]): Intent => ({ type: 'call', method, args });

/** The first word and the rest. */
const splitWord = (text: string): readonly [string, string] => {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  return [word, rest];
};

const positiveNumber = (text: string): number | undefined =>
  /^\d{1,9}$/.test(text) && Number(text) >= 1 ? Number(text) : undefined;

const parsePoll = (rest: string): Intent | undefined => {
  const [duration, poll] = splitWord(rest);
  const [question = '', ...answers] = poll.split('|').map(part => part.trim());
  const seconds = positiveNumber(duration.replace(/s$/, ''));
  if (seconds === undefined || seconds > MAX_TIMER_SECONDS || question === '' || answers.length < 2) return undefined;
  return call('vote:start', question, answers, seconds);
};

const commands: Readonly<Record<string, Command>> = {
  me: {
    usage: '/me text',
    meaning: 'describe what you do',
    parse: rest => (rest ? call('msg', `/me ${rest}`) : undefined),
  },
  whisper: {
    usage: '/whisper name text',
    meaning: 'send a message to one user',
    parse: rest => {
      const [name, text] = splitWord(rest);
      return text ? call('whisper', name, text) : undefined;
    },
  },
  poll: { usage: '/poll 60s question | answer | answer', meaning: 'start a poll', parse: parsePoll },
  vote: {
    usage: '/vote n',
    meaning: 'vote for the answer with this number',
    parse: rest => {
      const number = positiveNumber(rest);
      return number === undefined ? undefined : call('vote:choose', number - 1);
    },
  },
  history: {
    usage: '/history [n]',
    meaning: 'show the last n messages again; n is 20 by default',
    parse: rest => {
      const count = positiveNumber(rest || '20');
      return count === undefined ? undefined : call('history', count);
    },
  },
  timeout: {
    usage: '/timeout name 30s',
    meaning: 'stop a user from writing for a while',
    parse: rest => {
      const [name, duration] = splitWord(rest);
      return /^\S+$/.test(duration) ? call('timeout', name, duration) : undefined;
    },
  },
  who: { usage: '/who', meaning: 'list who is here', parse: () => ({ type: 'who' }) },
  now: { usage: '/now', meaning: 'try to connect now, without waiting', parse: () => ({ type: 'now' }) },
  help: { usage: '/help', meaning: 'show this list', parse: () => ({ type: 'help' }) },
  quit: { usage: '/quit', meaning: 'leave once everything is sent and answered', parse: () => ({ type: 'quit' }) },
};

const unknownCommand = (name: string): string => {
  const similar = mostSimilar(name, Object.keys(commands));
  return `there is no /${name}: ${similar === undefined ? '/help lists the commands' : `did you mean /${similar}?`}`;
};

/** Parses a typed line. A line without a slash is a message, and `//` starts a message that begins with one slash. */
export const parseLine = (line: string): Intent => {
  if (line.length > MAX_LINE_LENGTH)
    return { type: 'invalid', reason: `it has more than ${MAX_LINE_LENGTH} characters` };
  const text = line.trim();
  if (text === '') return { type: 'nothing' };
  if (!text.startsWith('/')) return call('msg', text);
  if (text.startsWith('//')) return call('msg', text.slice(1));
  const [name, rest] = splitWord(text.slice(1));
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return { type: 'invalid', reason: unknownCommand(name) };
  return command.parse(rest.trim()) ?? { type: 'invalid', reason: `it is written ${command.usage}` };
};

/** The list of commands, one per line. */
export const helpLines = (): string[] => {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length));
  return Object.values(commands).map(({ usage, meaning }) => `   ${usage.padEnd(width)}  ${meaning}`);
};
