import type { Paint } from './paint.js';
import { authorIn } from './person.js';
import { at, listAt, textAt } from './wire.js';

const textIn = (message: unknown): string =>
  listAt(message, 'message', 'message')
    .map(part => textAt(part, 'text') || textAt(part, 'data'))
    .join('');

/** The line that shows a ChatMessage. */
export const messageLine = (message: unknown, paint: Paint): string => {
  const author = authorIn(message, paint);
  const meta = at(message, 'message', 'meta');
  const skill = textAt(meta, 'skill', 'skill_name');
  const text = [textIn(message), skill && paint('yellow', `[${skill}]`)].filter(Boolean).join(' ');
  const shown = at(meta, 'censored') === true ? `${text} ${paint('red', '(held back)')}` : text;
  const target = textAt(message, 'target');
  if (at(meta, 'whisper') === true || target !== '') {
    const whispers = paint('dim', `whispers${target && ` to ${target}`}:`);
    return `${author} ${whispers} ${paint('yellow', shown)}`;
  }
  return at(meta, 'me') === true ? `* ${author} ${shown}` : `${author}: ${shown}`;
};
