import { inspect } from 'node:util';
import { merge } from 'rxjs';
import type { BeamChat, Join } from '../../lib/index.js';

/** Everything that logging a value could print: the parts of an error, its causes, and the contents of objects. */
export const textOf = (value: unknown): string => {
  const parts = [
    String(value),
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null }),
  ];
  if (value instanceof Error) parts.push(value.message, value.stack ?? '', textOf(value.cause ?? ''));
  return parts.join('\n');
};

/** The authkey of a join reply, if it has one. */
export const authkeyOf = (join: Join): string[] => (typeof join.authkey === 'string' ? [join.authkey] : []);

/** Collects as text what a client emits on its streams, except `sent$`. */
export const collectOutput = (chat: BeamChat): { output: string } => {
  const collected = { output: '' };
  const all$ = merge(chat.errors$, chat.status$, chat.reconnecting$, chat.closed$, chat.connected$, chat.spooled$);
  all$.subscribe(value => {
    collected.output += `${textOf(value)}\n`;
  });
  chat.reconnecting$.subscribe(({ cause }) => {
    collected.output += `${textOf(cause)}\n`;
  });
  return collected;
};
