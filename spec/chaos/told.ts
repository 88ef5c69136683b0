import { inspect } from 'node:util';
import { merge } from 'rxjs';
import type { BeamChat, Join } from '../../lib/index.js';

/** Everything that can be read of a value by whoever logs it: an error's own parts, its causes, and what is in objects. */
export const read = (value: unknown): string => {
  const parts = [
    String(value),
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null }),
  ];
  if (value instanceof Error) parts.push(value.message, value.stack ?? '', read(value.cause ?? ''));
  return parts.join('\n');
};

/** The authkey of a join reply, once it is there. */
export const keyOf = (join: Join): string[] => (typeof join.authkey === 'string' ? [join.authkey] : []);

/** All that a client tells anybody who listens, but for what it sent. */
export const listenTo = (chat: BeamChat): { told: string } => {
  const ear = { told: '' };
  const all$ = merge(chat.errors$, chat.status$, chat.reconnecting$, chat.closed$, chat.connected$, chat.spooled$);
  all$.subscribe(value => {
    ear.told += `${read(value)}\n`;
  });
  chat.reconnecting$.subscribe(({ cause }) => {
    ear.told += `${read(cause)}\n`;
  });
  return ear;
};
