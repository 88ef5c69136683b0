import { messageLine } from './message.js';
import type { Paint, RenderOptions } from './paint.js';
import { authorIn, userIn } from './person.js';
import { pollLines } from './poll.js';
import { at, numberAt, rolesAt, textAt } from './wire.js';

type Renderer = (data: unknown, options: RenderOptions, nowMs: number) => readonly string[];

const notice =
  (text: (data: unknown, options: RenderOptions) => string): Renderer =>
  (data, options) => [`-- ${text(data, options)}`];

/** Who did it, if the server names them. */
const by = (data: unknown, key: string, paint: Paint): string =>
  at(data, key) === undefined ? '' : ` by ${authorIn(at(data, key), paint)}`;

const causeOf = (data: unknown): string => {
  const cause = [textAt(data, 'cause', 'type'), textAt(data, 'cause', 'durationString')].filter(Boolean).join(' ');
  return cause && ` (${cause})`;
};

const renderers: ReadonlyMap<string, Renderer> = new Map<string, Renderer>([
  ['ChatMessage', (data, { paint }) => [messageLine(data, paint)]],
  ['UserJoin', notice((data, { paint }) => `${userIn(data, paint)} joined`)],
  ['UserLeave', notice((data, { paint }) => `${userIn(data, paint)} left`)],
  ['UserUpdate', notice((data, { paint, nameOf }) => `${userIn(data, paint, nameOf)} is now ${rolesIn(data)}`)],
  ['UserTimeout', notice(data => `you may not write for ${Math.ceil((numberAt(data, 'duration') ?? 0) / 1000)} s`)],
  ['PollStart', (data, options, nowMs) => pollLines(data, 'running', nowMs, options)],
  ['PollEnd', (data, options, nowMs) => pollLines(data, 'ended', nowMs, options)],
  ['DeleteMessage', notice((data, { paint }) => `a message was deleted${by(data, 'moderator', paint)}`)],
  [
    'PurgeMessage',
    notice((data, { paint, nameOf }) => {
      const whose = nameOf?.(numberAt(data, 'user_id')) ?? `user ${textAt(data, 'user_id')}`;
      return `the messages of ${whose} were removed${by(data, 'moderator', paint)}${causeOf(data)}`;
    }),
  ],
  ['ClearMessages', notice((data, { paint }) => `the chat was cleared${by(data, 'clearer', paint)}`)],
  [
    'SkillAttribution',
    notice((data, { paint }) => `${authorIn(data, paint)} used ${textAt(data, 'skill', 'skill_name')}`),
  ],
  ['DeleteSkillAttribution', notice((data, { paint }) => `a skill was cancelled${by(data, 'moderator', paint)}`)],
]);

const rolesIn = (data: unknown): string => rolesAt(data, 'roles').join(', ') || 'without a role';

/** The lines that show an event of the server. There are none for an event that does not concern a reader. */
export const eventLines = (event: string, data: unknown, nowMs: number, options: RenderOptions): readonly string[] =>
  renderers.get(event)?.(data, options, nowMs) ?? [];
