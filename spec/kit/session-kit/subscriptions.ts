import { Subscriber } from 'rxjs';
import { encodeArguments } from '../../../lib/beam/codec.js';
import type { BeamError } from '../../../lib/errors.js';
import { Ids } from '../../../lib/protocol/ids.js';
import type { Arguments, ProtocolRules, SubscriptionRules } from '../../../lib/protocol/protocol.js';
import type { Delivered } from '../../../lib/protocol/replies.js';
import { Replies } from '../../../lib/protocol/replies.js';
import { Secrets } from '../../../lib/text/secrets.js';
import { Subscriptions } from '../../../lib/traffic/subscriptions.js';
import { fieldsOf } from '../facts.js';
import { mapsMadeBy, withMap } from '../maps-made-by.js';
import { FakeSession } from './fake-session.js';

/** The answer is the key, and a call of `off` cancels it. */
export const KEYED: SubscriptionRules = { key: data => data, cancel: key => ['off', [key]] };
/** Items come by the id of the request, and a call of `off` cancels it. */
export const BY_ID: SubscriptionRules = { cancel: key => ['off', [key]] };

export interface Staged {
  readonly rules?: SubscriptionRules;
  readonly callTimeout?: number;
  readonly body?: ProtocolRules['body'];
  readonly secretsOf?: NonNullable<ProtocolRules['secrets']>;
}

/** What a subscriber does with each item, or `undefined` at the end. */
type React = (item: unknown) => void;

/** The subscriptions of a client over its connections, what the server is sent, and what subscribers are given. */
export const stageSubscriptions = ({
  rules = KEYED,
  callTimeout = 0,
  body = encodeArguments,
  secretsOf,
}: Staged = {}) => {
  const secrets = new Secrets();
  const ids = new Ids({});
  /** What subscribers were given, in order: `name item`, `name done`, or `name failed`. */
  const seen: string[] = [];
  /** The errors that subscribers were given, as fields. */
  const failures: unknown[] = [];
  const raw: Error[] = [];
  const reported: BeamError[] = [];
  const protocol = { body, ...(secretsOf === undefined ? {} : { secrets: secretsOf }) };
  const { made, maps } = mapsMadeBy(() => {
    const replies = withMap(new Replies());
    const parts = { rules, encoding: { protocol, secrets }, replies, secrets, callTimeout };
    return { replies, subscriptions: new Subscriptions({ ...parts, report: error => void reported.push(error) }) };
  });
  const { replies, subscriptions } = made;

  const makeSession = (): FakeSession => new FakeSession(replies, () => ids.next(), secrets);
  /** A session is established. */
  const connect = (session = makeSession()): FakeSession => {
    subscriptions.restore(session);
    return session;
  };
  /** The connection is gone, in the order of the client: first its subscriptions, then what waits for replies. */
  const lose = (session?: FakeSession): void => {
    if (session !== undefined) session.takesFrames = false;
    subscriptions.ended();
    replies.clear();
  };
  const held = new Map<string, Subscriber<unknown>>();
  /** Subscribes to `news`, or another method, and notes what comes. */
  const watch = (
    name: string,
    over: Partial<{ method: string; args: Arguments; linger: number; react: React }> = {},
  ) => {
    const { method = 'news', args = [], linger = 0, react } = over;
    const note = (what: string, item?: unknown) => {
      seen.push(`${name} ${what}`);
      react?.(item);
    };
    const subscriber = new Subscriber<unknown>({
      next: item => note(String(item), item),
      error: (error: unknown) => {
        raw.push(error as Error);
        failures.push(fieldsOf(error));
        note('failed');
      },
      complete: () => note('done'),
    });
    held.set(name, subscriber);
    subscriptions.subscribe$(method, args, linger).subscribe(subscriber);
    return subscriber;
  };
  /** Unsubscribes, also within the subscribing. */
  const leave = (name: string): void => held.get(name)?.unsubscribe();
  const answer = (id: number, key: unknown): Delivered => replies.reply(id, key);
  const refuse = (id: number, error: unknown = 'no'): Delivered => replies.refusal(id, error);
  /** As the demux does with an item. */
  const item = (key: unknown, data: unknown): void => {
    if (!subscriptions.item(key, data)) subscriptions.table.early.keep(key, data);
  };
  /** As the demux does with an end. */
  const end = (key: unknown, error?: unknown): void => {
    if (!subscriptions.end(key, error)) subscriptions.table.early.keepEnd(key, error);
  };
  /** How many entries are left, in whatever Map. */
  const entries = (): number => maps.reduce((sum, { size }) => sum + size, 0);
  const of = { subscriptions, replies, secrets, ids, seen, failures, raw, reported };
  return { ...of, makeSession, connect, lose, watch, leave, answer, refuse, item, end, entries };
};

export type SubscriptionStage = ReturnType<typeof stageSubscriptions>;
