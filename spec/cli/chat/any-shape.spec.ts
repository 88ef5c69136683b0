import { expect } from 'chai';
import fc from 'fast-check';
import type { ChatOutput } from '../../../lib/cli/chat/chat-output.js';
import { jsonLine } from '../../../lib/cli/chat/json-view.js';
import { plain, type RenderOptions } from '../../../lib/cli/chat/paint.js';
import { outputLines } from '../../../lib/cli/chat/text-view.js';

const OPTIONS: RenderOptions = { paint: plain, columns: 80 };

const EVENTS = [
  ...['ChatMessage', 'UserJoin', 'UserLeave', 'UserUpdate', 'UserTimeout', 'PollStart', 'PollEnd', 'DeleteMessage'],
  ...['PurgeMessage', 'ClearMessages', 'SkillAttribution', 'DeleteSkillAttribution', 'Unknown', 'constructor', ''],
];

/** Fields that the terminal reads, and names that every object inherits. */
const KEYS = [
  ...['message', 'meta', 'me', 'whisper', 'target', 'censored', 'skill', 'skill_name', 'text', 'data', 'type', 'id'],
  ...['user_name', 'user_roles', 'username', 'user', 'roles', 'duration', 'moderator', 'clearer', 'cause', 'author'],
  ...['q', 'answers', 'responses', 'responsesByIndex', 'endsAt', 'durationString', '0', 'length'],
  ...['__proto__', 'constructor', 'toString', 'valueOf', 'toJSON', 'hasOwnProperty'],
];

const SCALARS = ['null', 'true', '0', '-1', '1e308', '1e-7', '""', '"ada"', '"Owner"', '"__proto__"', '"\\u001b[2J"'];

/** JSON text, as the wire has it. An object literal could not have `__proto__` as a key of its own. */
const { json } = fc.letrec<{ json: string }>(tie => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(...SCALARS),
    fc.array(tie('json'), { maxLength: 4 }).map(items => `[${items.join()}]`),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('json')), { maxLength: 8 })
      .map(entries => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join()}}`),
  ),
}));

/** Everything that data of a server may become. */
const outputsOf = (data: unknown): ChatOutput[] => [
  ...EVENTS.map(event => ({ type: 'event', event, data }) as const),
  { type: 'message', past: true, data },
  { type: 'reply', method: 'vote:start', data },
];

const show = (data: unknown): void => {
  for (const output of outputsOf(data)) {
    for (const line of outputLines(output, 0, OPTIONS)) expect(line).not.to.match(/\p{Cc}/u);
  }
  expect(JSON.parse(jsonLine({ type: 'event', event: 'Any', data }))).to.include({ type: 'event', event: 'Any' });
};

const nested = (open: string, close: string, depth: number): unknown =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);

describe('any data of a server', () => {
  it('is shown as text and as JSON, whatever its shape', () => {
    fc.assert(
      fc.property(json, text => show(JSON.parse(text))),
      { numRuns: 500 },
    );
  });

  const cases: Record<string, unknown> = {
    'arrays nested very deeply': nested('[', ']', 200_000),
    'objects nested very deeply': nested('{"answers":', '}', 80_000),
    'answers nested very deeply': { answers: [nested('[', ']', 200_000)] },
    'answers that cannot be made text': JSON.parse('{"answers":[{"toString":1,"valueOf":1}]}'),
    'a text of a megabyte': 'x'.repeat(1_000_000),
    'a name of a megabyte': { user_name: '\u001b['.repeat(500_000), username: '\u202e'.repeat(1_000_000) },
    'lists of a megabyte': { answers: Array(500_000).fill(1), roles: Array(500_000).fill('x'), user_roles: 'x' },
    'no data': undefined,
  };
  for (const [what, data] of Object.entries(cases)) it(`is shown if it is ${what}`, () => show(data));

  it('keeps everything in JSON that is not nested deeper than 200 levels, and cuts the rest', () => {
    const text = `{"a":[null,1,"x"],"__proto__":{"toString":1},"deep":${'['.repeat(199)}7${']'.repeat(199)}}`;
    expect(jsonLine({ data: JSON.parse(text) })).to.equal(`{"data":${text}}`);
    expect(jsonLine({ data: nested('[', ']', 202) })).to.equal(`{"data":${'['.repeat(200)}"…"${']'.repeat(200)}}`);
  });

  it('says why a very long line failed', () => {
    const [line] = outputLines({ type: 'error', message: 'the reason', line: 'x'.repeat(5_000) }, 0, OPTIONS);
    expect(line).to.match(/^"x+…" failed: the reason$/);
  });
});
