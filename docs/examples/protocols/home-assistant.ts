import { type Arguments, AuthenticationFailedError, type Protocol, type Receiver, type Talk } from 'rx-beam';
import { concatMap, first } from 'rxjs';

/** What the server sends (https://developers.home-assistant.io/docs/api/websocket). */
interface Message {
  readonly id?: number;
  readonly type?: string;
  readonly success?: boolean;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
  readonly event?: unknown;
  /** Why it does not let the client in. */
  readonly message?: string;
}

/** The parameters of a command have names, and stand beside its id and type. */
const parametersOf = (args: Arguments): object => {
  if (!Array.isArray(args)) return args;
  if (args.length > 0) throw new TypeError('the parameters of a command have names');
  return {};
};

/**
 * The WebSocket of Home Assistant. The method of a call is the type of the command: `call('get_states')`,
 * `subscribe$('subscribe_events', { event_type: 'state_changed' })`.
 *
 * @param token - a long-lived access token, or a function that gives one for each connection
 */
export const homeAssistant = (token: string | (() => string | Promise<string>)): Protocol => ({
  // The server refuses an id that is not above those before it: a call that is sent again needs a new one.
  ids: 'connection',
  body: args => JSON.stringify(parametersOf(args)),
  frame: (id, type, body) => {
    const parameters = String(body).slice(1, -1);
    return `{${parameters}${parameters === '' ? '' : ','}"id":${id},"type":${JSON.stringify(type)}}`;
  },
  setUp: talk =>
    talk.control$.pipe(
      concatMap(message => authenticate(message as Message, talk, token)),
      first(Boolean),
    ),
  welcome: message => (message as Message).type === 'auth_required',
  // Items come by the id of the request.
  subscriptions: { key: (_, { id }) => id, cancel: key => ['unsubscribe_events', { subscription: key }] },
  heartbeat: { method: 'ping' },
  read: (frame, to) => read(JSON.parse(String(frame)), to, frame),
});

/** Answers the server's messages until it lets the client in: then true. */
const authenticate = async (message: Message, talk: Talk, token: Parameters<typeof homeAssistant>[0]) => {
  if (message.type === 'auth_invalid') throw new AuthenticationFailedError(message.message ?? 'the token is not valid');
  if (message.type === 'auth_required') {
    const key = typeof token === 'string' ? token : await token();
    talk.send(JSON.stringify({ type: 'auth', access_token: key }), { secrets: [key] });
    return false;
  }
  talk.authenticated();
  return true;
};

const read = (message: Message, to: Receiver, frame: unknown): void => {
  const { id, type, success, result, error, event } = message;
  if (type === 'event') to.item(id, event, message);
  else if (type === 'result' && success === true) to.reply(id, result, message);
  else if (type === 'result') to.refusal(id, error, message);
  else if (type === 'pong') to.reply(id, undefined, message);
  else if (type?.startsWith('auth_')) to.control(message);
  else to.bad('no message of Home Assistant', frame);
};
