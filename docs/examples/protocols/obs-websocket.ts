import type { Arguments, Protocol, Receiver, Talk } from 'rx-beam';
import { concatMap, first } from 'rxjs';

/** The kinds of messages (https://github.com/obsproject/obs-websocket/blob/master/docs/generated/protocol.md). */
const HELLO = 0;
const IDENTIFY = 1;
const IDENTIFIED = 2;
const EVENT = 5;
const REQUEST = 6;
const RESPONSE = 7;

/** What no other try would change: a wrong password, or an OBS that speaks another version. */
const AUTHENTICATION_FAILED = 4009;
const UNSUPPORTED_VERSION = 4010;

interface Message {
  readonly op: number;
  readonly d: {
    readonly authentication?: { readonly challenge: string; readonly salt: string };
    readonly eventType: string;
    readonly eventData?: unknown;
    readonly requestId: string;
    readonly requestStatus: { readonly result: boolean; readonly code: number; readonly comment?: string };
    readonly responseData?: unknown;
  };
}

const write = (op: number, d: object): string => JSON.stringify({ op, d });

const dataOf = (args: Arguments): object => {
  if (!Array.isArray(args)) return args;
  if (args.length > 0) throw new TypeError('the fields of a request have names');
  return {};
};

/**
 * OBS Studio, obs-websocket 5. Events are on without a subscription.
 *
 * @param eventSubscriptions - which events OBS sends, as a sum of its categories; all but the frequent ones if not given
 */
export const obsWebSocket = (password?: string, eventSubscriptions?: number): Protocol => ({
  protocols: 'obswebsocket.json',
  fatalCloseCodes: [AUTHENTICATION_FAILED, UNSUPPORTED_VERSION],
  body: args => JSON.stringify(dataOf(args)),
  frame: (id, method, body) =>
    `{"op":${REQUEST},"d":{"requestId":"${id}","requestType":${JSON.stringify(method)},"requestData":${body}}}`,
  welcome: message => (message as Message).op === HELLO,
  setUp: talk =>
    talk.control$.pipe(
      concatMap(message => identify(message as Message, talk, password, eventSubscriptions)),
      first(Boolean),
    ),
  read: (frame, to) => read(JSON.parse(String(frame)), to, frame),
});

/** Answers the greeting; true once OBS has accepted the answer. */
const identify = async ({ op, d }: Message, talk: Talk, password = '', eventSubscriptions?: number) => {
  if (op === IDENTIFIED) return true;
  const { challenge, salt } = d.authentication ?? {};
  const proof = challenge === undefined ? undefined : await sha256((await sha256(password + salt)) + challenge);
  const identity = { rpcVersion: 1, authentication: proof, eventSubscriptions };
  talk.send(write(IDENTIFY, identity), { secrets: proof === undefined ? [] : [proof] });
  return false;
};

const sha256 = async (text: string): Promise<string> =>
  btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))));

const read = (message: Message, to: Receiver, frame: unknown): void => {
  const { op, d } = message;
  if (op === EVENT) return to.event(d.eventType, d.eventData, message);
  if (op === HELLO || op === IDENTIFIED) return to.control(message);
  if (op !== RESPONSE) return to.bad('no message of OBS', frame);
  const { result, ...why } = d.requestStatus;
  if (result) to.reply(Number(d.requestId), d.responseData, message);
  else to.refusal(Number(d.requestId), why, message);
};
