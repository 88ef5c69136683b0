import type { Paint } from './paint.js';
import { authorIn } from './person.js';
import { at, listAt, textAt } from './wire.js';

const textIn = (message: unknown): string =>
  listAt(message, 'message', 'message')
    .map(part => textAt(part, 'text') || textAt(part, 'data'))
    .join('');

/** Whether a message is for one user only. */
export const isWhisper = (message: unknown): boolean =>
  at(message, 'message', 'meta', 'whisper') === true || textAt(message, 'target') !== '';

/** The line that shows a ChatMessage. @param whisperTo whom it is whispered to, if that is not its `target` */
export const messageLine = (message: unknown, paint: Paint, whisperTo = textAt(message, 'target')): string => {
  const author = authorIn(message, paint);
  const meta = at(message, 'message', 'meta');
  const skill = textAt(meta, 'skill', 'skill_name');
  const text = [textIn(message), skill && paint('yellow', `[${skill}]`)].filter(Boolean).join(' ');
  const shown = at(meta, 'censored') === true ? `${text} ${paint('red', '(held back)')}` : text;
  if (isWhisper(message)) {
    const whispers = paint('dim', `whispers${whisperTo && ` to ${whisperTo}`}:`);
    return `${author} ${whispers} ${paint('yellow', shown)}`;
  }
  return at(meta, 'me') === true ? `* ${author} ${shown}` : `${author}: ${shown}`;
};
