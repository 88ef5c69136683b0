/** What a typed line asks for. */
export type Intent =
  | { readonly wants: 'nothing' | 'help' | 'quit' }
  | { readonly wants: 'call'; readonly method: string; readonly args: readonly unknown[] }
  | { readonly wants: 'correction'; readonly why: string };

interface Command {
  readonly usage: string;
  readonly meaning: string;
  /** The whole of what stands behind the command's name → what is wanted; undefined if it makes no sense. */
  readonly read: (rest: string) => Intent | undefined;
}

const call = (method: string, ...args: unknown[]): Intent => ({ wants: 'call', method, args });

/** The first word, and what follows it. */
const split = (text: string): readonly [string, string] => {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  return [word, rest];
};

const whole = (text: string, least: number): number | undefined =>
  /^\d{1,9}$/.test(text) && Number(text) >= least ? Number(text) : undefined;

const readPoll = (rest: string): Intent | undefined => {
  const [duration, asked] = split(rest);
  const [question = '', ...answers] = asked.split('|').map(part => part.trim());
  const seconds = whole(duration.replace(/s$/, ''), 1);
  if (seconds === undefined || question === '' || answers.length < 2) return undefined;
  return call('vote:start', question, answers, seconds);
};

const commands: Readonly<Record<string, Command>> = {
  me: { usage: '/me text', meaning: 'say what you do', read: rest => (rest ? call('msg', `/me ${rest}`) : undefined) },
  whisper: {
    usage: '/whisper name text',
    meaning: 'say something to one person',
    read: rest => {
      const [name, text] = split(rest);
      return text ? call('whisper', name, text) : undefined;
    },
  },
  poll: { usage: '/poll 60s question | answer | answer', meaning: 'start a poll', read: readPoll },
  vote: {
    usage: '/vote n',
    meaning: 'vote for the answer with this number',
    read: rest => {
      const number = whole(rest, 1);
      return number === undefined ? undefined : call('vote:choose', number - 1);
    },
  },
  history: {
    usage: '/history [n]',
    meaning: 'show the last messages again, 20 if not told',
    read: rest => {
      const count = whole(rest || '20', 1);
      return count === undefined ? undefined : call('history', count);
    },
  },
  timeout: {
    usage: '/timeout name 30s',
    meaning: 'silence somebody for a while',
    read: rest => {
      const [name, duration] = split(rest);
      return /^\S+$/.test(duration) ? call('timeout', name, duration) : undefined;
    },
  },
  help: { usage: '/help', meaning: 'show this', read: () => ({ wants: 'help' }) },
  quit: { usage: '/quit', meaning: 'leave, once what waits was sent', read: () => ({ wants: 'quit' }) },
};

/** A typed line → what it asks for. Whatever is no command is said; `//` says a line that starts with one slash. */
export const readLine = (line: string): Intent => {
  const text = line.trim();
  if (text === '') return { wants: 'nothing' };
  if (!text.startsWith('/')) return call('msg', text);
  if (text.startsWith('//')) return call('msg', text.slice(1));
  const [name, rest] = split(text.slice(1));
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return { wants: 'correction', why: `there is no /${name}: /help lists the commands` };
  return command.read(rest.trim()) ?? { wants: 'correction', why: `it is written ${command.usage}` };
};

/** The commands and their meaning, a line for each. */
export const helpLines = (): string[] => {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length));
  return Object.values(commands).map(({ usage, meaning }) => `   ${usage.padEnd(width)}  ${meaning}`);
};
