import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  map,
  materialize,
  mergeMap,
  NEVER,
  type Observable,
  observeOn,
  of,
} from 'rxjs';
import type { Frame, SentRequest } from '../index.js';
import { quote } from '../text/quote.js';
import { itemsFor } from './items.js';
import { ownIn } from './own-in.js';
import { replyTo } from './replies.js';
import { type ServerRules, writerOf } from './server-rules.js';
import type { ClientCall } from './server-wire.js';

/** What a connection gives to the calls on it. */
export interface Serving {
  /** A key that no other subscription of the connection has. */
  newKey(): string;
  /** The call is a subscription from now on, and has this key. */
  accepted(key: unknown): void;
}

/**
 * The frames that answer a call, none of them from within its sending: the reply, and of a subscription the items and the
 * end. Undefined if the script has no answer.
 *
 * @param defaultReply - if the script has none
 */
export const framesFor = (
  call: ClientCall,
  rules: ServerRules,
  serving: Serving,
  defaultReply: Observable<unknown> | undefined,
): Observable<Frame> | undefined => {
  const { wire, replies, subscriptions } = rules;
  const reply$ = replyTo(replies, call.method, call.args);
  if (ownIn(subscriptions, call.method) !== undefined) return subscriptionFrames(call, rules, serving, reply$);
  const answer$ = reply$ ?? defaultReply;
  return answer$?.pipe(
    observeOn(asyncScheduler),
    map(data => wire.reply(call, data)),
    catchError(error => of(wire.refusal(call, error))),
    filter(isDefined),
  );
};

const subscriptionFrames = (
  call: ClientCall,
  rules: ServerRules,
  serving: Serving,
  reply$: Observable<unknown> | undefined,
): Observable<Frame> => {
  const { wire } = rules;
  let items$: Observable<unknown>;
  const answer$ = defer(() => {
    items$ = itemsFor(rules.subscriptions, call.method, call.args) ?? NEVER;
    return reply$ ?? of(defaultAnswer(call, rules, serving));
  });
  return answer$.pipe(
    observeOn(asyncScheduler),
    map(data => () => accept(data, call, rules, serving, reply$ !== undefined, items$)),
    catchError(error => of(() => of(wire.refusal(call, error)))),
    mergeMap(framesOf => framesOf()),
    filter(isDefined),
  );
};

/** The reply and then the items. Without a rule for keys, the client waits for no reply. */
const accept = (
  data: unknown,
  call: ClientCall,
  { wire, protocol }: ServerRules,
  serving: Serving,
  isScripted: boolean,
  items$: Observable<unknown>,
): Observable<Frame | undefined> => {
  const toKey = protocol?.subscriptions?.key;
  const reply$ = toKey === undefined && !isScripted ? EMPTY : of(wire.reply(call, data));
  return concat(
    reply$,
    defer(() => {
      const key = toKey === undefined ? call.id : keyIn(() => toKey(data, requestOf(call)));
      // The client reads the reply as a refusal, as where it says so within a success.
      if (key === undefined) return EMPTY;
      serving.accepted(key);
      const write = writerOf(wire, 'item');
      return items$.pipe(
        materialize(),
        map(({ kind, value, error }) => (kind === 'N' ? write(key, value, call) : endFrame(key, error, call, wire))),
      );
    }),
  );
};

/**
 * The end of a subscription. Where the protocol has no message for it, the subscription goes on without items.
 *
 * @throws TypeError if there is an error that the server cannot send
 */
export const endFrame = (
  key: unknown,
  error: unknown,
  call: ClientCall,
  wire: ServerRules['wire'],
): Frame | undefined => {
  const frame = wire.end?.(key, error, call);
  if (frame !== undefined || error === undefined) return frame;
  throw new TypeError(`no server of this protocol ends a subscription of ${quote(call.method)} with an error`);
};

export const requestOf = ({ id, method, args }: ClientCall): SentRequest => ({ id: id as number, method, args });

/** The reply to a request that the script only has items for: a key of its own, or what `rpc-websockets` sends. */
const defaultAnswer = (call: ClientCall, { protocol }: ServerRules, serving: Serving): unknown => {
  const toKey = protocol?.subscriptions?.key;
  if (toKey === undefined) return undefined;
  const [first] = Array.isArray(call.args) ? (call.args as readonly unknown[]) : [];
  const answer = [serving.newKey(), { [String(first)]: 'ok' }].find(
    each => keyIn(() => toKey(each, requestOf(call))) !== undefined,
  );
  if (answer !== undefined) return answer;
  throw new TypeError(`the script has no reply to ${quote(call.method)}: add one to its replies`);
};

/** The key that a protocol finds in a reply; undefined if there is none. */
const keyIn = (find: () => unknown): unknown => {
  try {
    const key = find();
    return typeof key === 'object' ? undefined : key;
  } catch {
    return undefined;
  }
};

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;
