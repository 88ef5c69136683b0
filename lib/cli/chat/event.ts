import { messageLine } from './message.js';
import type { Look, Paint } from './paint.js';
import { authorIn, visitorIn } from './person.js';
import { pollLines } from './poll.js';
import { at, listAt, numberAt, textAt } from './wire.js';

type Teller = (data: unknown, look: Look, nowMs: number) => readonly string[];

const note =
  (say: (data: unknown, paint: Paint) => string): Teller =>
  (data, { paint }) => [`-- ${say(data, paint)}`];

/** Who did it, where the server says so. */
const by = (data: unknown, key: string, paint: Paint): string =>
  at(data, key) === undefined ? '' : ` by ${authorIn(at(data, key), paint)}`;

const causeOf = (data: unknown): string => {
  const cause = [textAt(data, 'cause', 'type'), textAt(data, 'cause', 'durationString')].filter(Boolean).join(' ');
  return cause && ` (${cause})`;
};

const tellers: ReadonlyMap<string, Teller> = new Map<string, Teller>([
  ['ChatMessage', (data, { paint }) => [messageLine(data, paint)]],
  ['UserJoin', note((data, paint) => `${visitorIn(data, paint)} joined`)],
  ['UserLeave', note((data, paint) => `${visitorIn(data, paint)} left`)],
  ['UserUpdate', note((data, paint) => `${visitorIn(data, paint)} is now ${rolesIn(data)}`)],
  ['UserTimeout', note(data => `you may not write for ${Math.ceil((numberAt(data, 'duration') ?? 0) / 1000)} s`)],
  ['PollStart', (data, look, nowMs) => pollLines(data, 'running', nowMs, look)],
  ['PollEnd', (data, look, nowMs) => pollLines(data, 'ended', nowMs, look)],
  ['DeleteMessage', note((data, paint) => `a message was deleted${by(data, 'moderator', paint)}`)],
  [
    'PurgeMessage',
    note((data, paint) => {
      const whose = `what user ${textAt(data, 'user_id')} wrote`;
      return `${whose} was removed${by(data, 'moderator', paint)}${causeOf(data)}`;
    }),
  ],
  ['ClearMessages', note((data, paint) => `the chat was cleared${by(data, 'clearer', paint)}`)],
  ['SkillAttribution', note((data, paint) => `${authorIn(data, paint)} used ${textAt(data, 'skill', 'skill_name')}`)],
  ['DeleteSkillAttribution', note((data, paint) => `a skill was cancelled${by(data, 'moderator', paint)}`)],
]);

const rolesIn = (data: unknown): string =>
  listAt(data, 'roles')
    .map((_, i) => textAt(data, 'roles', i))
    .join(', ') || 'without a role';

/** A server event → the lines that tell of it; none for one that is nothing to a reader. */
export const eventLines = (event: string, data: unknown, nowMs: number, look: Look): readonly string[] =>
  tellers.get(event)?.(data, look, nowMs) ?? [];
