import type { Paint } from './paint.js';
import { authorIn } from './person.js';
import { at, listAt, textAt } from './wire.js';

const typedIn = (message: unknown): string =>
  listAt(message, 'message', 'message')
    .map(part => textAt(part, 'text') || textAt(part, 'data'))
    .join('');

/** A ChatMessage → the line that shows it. */
export const messageLine = (message: unknown, paint: Paint): string => {
  const author = authorIn(message, paint);
  const meta = at(message, 'message', 'meta');
  const skill = textAt(meta, 'skill', 'skill_name');
  const text = [typedIn(message), skill && paint('yellow', `[${skill}]`)].filter(Boolean).join(' ');
  const said = at(meta, 'censored') === true ? `${text} ${paint('red', '(held back)')}` : text;
  const target = textAt(message, 'target');
  if (at(meta, 'whisper') === true || target !== '') {
    const whispers = paint('dim', `whispers${target && ` to ${target}`}:`);
    return `${author} ${whispers} ${paint('yellow', said)}`;
  }
  return at(meta, 'me') === true ? `* ${author} ${said}` : `${author}: ${said}`;
};
