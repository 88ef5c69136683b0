/** A message to send, to everybody or to one user. */
export interface Saying {
  readonly text: string;
  readonly to?: string;
}

/** What a line of input means. */
export type Typed =
  | { readonly is: 'nothing' }
  | ({ readonly is: 'saying' } & Saying)
  | { readonly is: 'timeout'; readonly name: string; readonly duration: string }
  | { readonly is: 'purge'; readonly name: string }
  | { readonly is: 'clear' }
  | { readonly is: 'mistake'; readonly why: string };

const USAGE: Readonly<Record<string, string>> = {
  w: '/w name text',
  whisper: '/whisper name text',
  timeout: '/timeout name 30s',
  purge: '/purge name',
};

/** Parses `/w name text`, `/timeout name 30s`, `/purge name` and `/clear`. `/me text` and all other text is a message; the server handles `/me`. */
export const parse = (line: string): Typed => {
  const text = line.trim();
  if (text === '') return { is: 'nothing' };
  const [, command, rest = ''] = /^\/(\w+)\s*(.*)$/s.exec(text) ?? [];
  if (command === undefined || command === 'me') return { is: 'saying', text };
  const [, name = '', more = ''] = /^@?(\S+)\s*(.*)$/s.exec(rest) ?? [];
  if (command === 'clear') return { is: 'clear' };
  if (command === 'purge' && name !== '') return { is: 'purge', name };
  if (command === 'timeout' && name !== '') return { is: 'timeout', name, duration: more || '30s' };
  if ((command === 'w' || command === 'whisper') && more !== '') return { is: 'saying', to: name, text: more };
  const usage = USAGE[command];
  return { is: 'mistake', why: usage === undefined ? `There is no /${command}.` : `It goes like this: ${usage}` };
};
