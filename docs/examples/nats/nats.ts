import { type Arguments, AuthenticationFailedError, type Protocol, type Receiver, type Wire } from 'rx-beam';
import { filter, first, tap } from 'rxjs';
import { type Delivery, type Operation, Operations } from './operations.js';

/** A message of a subject. Where it has a `reply`, it is a request: publish the answer there. */
export type NatsMessage = Pick<Delivery, 'subject' | 'reply'> & { readonly data: unknown };

export type Credentials = { readonly user: string; readonly pass: string } | { readonly auth_token: string };

/** The subscription that gets the replies. Those of the user have the ids of their requests, from 1. */
const INBOX = '0';

const encoder = new TextEncoder();

/** Payloads are JSON: an object, or the only element of an array; nothing if that is empty. */
const payloadOf = (args: Arguments): string => {
  if (!Array.isArray(args)) return JSON.stringify(args);
  if (args.length > 1) throw new TypeError('a message of NATS has one payload');
  return JSON.stringify(args[0]) ?? '';
};

/** Anything else would be read as the next operation. */
const subject = (name: string): string => {
  if (/^[^\s.]+(\.[^\s.]+)*$/.test(name)) return name;
  throw new TypeError('a subject is a list of words with dots between them');
};

/**
 * NATS. `call('orders.get', { id: 7 })` is a request, and with `noReply` it is published. `subscribe$('SUB orders.*')`
 * subscribes to subjects, and `subscribe$('SUB orders.get workers')` as one of the queue group `workers`.
 */
export const nats = (credentials?: Credentials): Protocol => ({
  body: payloadOf,
  wire: () => connection(),
  setUp: talk =>
    talk.control$.pipe(
      tap(message => {
        const { name, text, inbox } = message as Control;
        if (name === '-ERR') throw text.includes('Violation') ? new AuthenticationFailedError(text) : new Error(text);
        if (name !== 'INFO') return;
        const connect = { verbose: false, pedantic: false, headers: true, no_responders: true, ...credentials };
        const secrets = Object.values(credentials ?? {});
        talk.send(`CONNECT ${JSON.stringify(connect)}\r\nSUB ${inbox}.* ${INBOX}\r\nPING\r\n`, { secrets });
      }),
      first(message => (message as Control).name === 'PONG'),
      filter(() => credentials !== undefined),
      tap(() => talk.authenticated()),
    ),
  welcome: message => (message as Control).name === 'INFO',
  subscriptions: { cancel: sid => `UNSUB ${sid}\r\n` },
  heartbeat: { frame: 'PING\r\n' },
});

type Control = Operation & { readonly text: string; readonly inbox: string };

const publish = (to: string, payload: unknown): string =>
  `PUB ${to} ${encoder.encode(String(payload)).length}\r\n${payload}\r\n`;

/** One connection: an inbox that nobody can guess, and what came of an operation that is not complete. */
const connection = (): Wire => {
  const inbox = `_INBOX.${crypto.randomUUID()}`;
  const operations = new Operations();
  return {
    binary: true,
    frame: (id, method, payload) => {
      if (!method.startsWith('SUB ')) return publish(`${subject(method)} ${inbox}.${id}`, payload);
      const [name = '', group, ...others] = method.slice('SUB '.length).split(' ');
      if (others.length > 0) throw new TypeError('a subscription has a subject, and perhaps a queue group');
      return `SUB ${subject(name)} ${group === undefined ? '' : subject(group)} ${id}\r\n`;
    },
    notification: (method, payload) => publish(subject(method), payload),
    read: (frame, to) => {
      for (const operation of operations.add(typeof frame === 'string' ? encoder.encode(frame) : frame)) {
        if (operation.message !== undefined) deliver(operation.message, to, inbox);
        else control(operation, to, inbox);
      }
    },
  };
};

const control = (operation: Exclude<Operation, { message: Delivery }>, to: Receiver, inbox: string): void => {
  const { name, text } = operation;
  if (name === 'PING') to.answer('PONG\r\n', operation);
  // The server does not say what caused it. After one about the user, it closes the connection.
  else if (name === '-ERR' && !text.includes('Auth')) to.bad('an error of the server', text);
  else to.control({ ...operation, inbox });
};

const deliver = ({ subject, sid, reply, status, payload }: Delivery, to: Receiver, inbox: string): void => {
  const isReply = sid === INBOX;
  const id = Number(isReply ? subject.slice(inbox.length + 1) : sid);
  const refuse = (code: string, why: string) => to.refusal(id, { code, message: why }, payload);
  if (isReply && status === '503') return refuse(status, 'nobody has subscribed to this subject');
  let data: unknown;
  try {
    data = payload.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(payload));
  } catch (cause) {
    return isReply ? refuse('unreadable', 'the answer is not JSON') : to.bad('not JSON', payload, cause);
  }
  const message: NatsMessage = { subject, reply, data };
  // Several may answer one request: the first is the reply, and the others are ignored.
  to.item(id, isReply ? data : message, message);
};
