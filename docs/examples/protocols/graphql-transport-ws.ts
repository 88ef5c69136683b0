import type { Arguments, Protocol, Receiver } from 'rx-beam';
import { first } from 'rxjs';

/** What the server sends (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). */
interface Message {
  readonly type?: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** Of what the client must not try again: the server does not let it in. */
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;

const complete = (id: unknown): string => JSON.stringify({ id: String(id), type: 'complete' });

const variablesOf = (args: Arguments): object => {
  if (!Array.isArray(args)) return args;
  if (args.length > 0) throw new TypeError('the variables of a query have names');
  return {};
};

/**
 * GraphQL over WebSocket. The method of a call is the query itself, and its arguments are the variables. A reply, or an item of
 * a subscription, is the whole result `{ data, errors }`, since a part of it may have failed.
 *
 * @param params - what `connection_init` tells the server, such as a token
 */
export const graphQlTransportWs = (params?: object): Protocol => ({
  protocols: 'graphql-transport-ws',
  fatalCloseCodes: [UNAUTHORIZED, FORBIDDEN],
  setUp: talk => {
    talk.send(JSON.stringify({ type: 'connection_init', payload: params }));
    return talk.control$.pipe(first(message => (message as Message).type === 'connection_ack'));
  },
  body: args => JSON.stringify(variablesOf(args)),
  frame: (id, query, variables) =>
    `{"id":"${id}","type":"subscribe","payload":{"query":${JSON.stringify(query)},"variables":${variables}}}`,
  cancel: complete,
  subscriptions: { cancel: complete },
  read: (frame: string, to) => {
    const message: unknown = JSON.parse(frame);
    if (typeof message === 'object' && message !== null) read(message, to, frame);
    else to.bad('not an object', frame);
  },
});

const read = (message: Message, to: Receiver, frame: unknown): void => {
  const { type, payload } = message;
  const id = Number(message.id);
  switch (type) {
    case 'next':
      return to.item(id, payload, message);
    case 'error':
      return to.end(id, message, payload);
    case 'complete':
      return to.end(id, message);
    case 'ping':
      return to.answer(JSON.stringify({ type: 'pong', payload }), message);
    case 'pong':
    case 'connection_ack':
      return to.control(message);
    default:
      return to.bad('no message of GraphQL', frame);
  }
};
