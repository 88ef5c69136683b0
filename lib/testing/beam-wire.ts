import type { MethodPacket } from '../index.js';
import type { ServerWire } from './server-wire.js';

const reply = (id: unknown, more: object): string => JSON.stringify({ type: 'reply', id, ...more });
const event = (name: string, data: unknown): string => JSON.stringify({ type: 'event', event: name, data });

/** How Beam's servers read and write. */
export const beamWire: ServerWire = {
  read: frame => {
    const { id, method, arguments: args } = JSON.parse(String(frame)) as MethodPacket;
    return { type: 'call', id, method, args };
  },
  reply: ({ id }, data) => reply(id, { error: null, data }),
  refusal: ({ id }, error) => reply(id, { error: toServerError(error) }),
  welcome: address => event('WelcomeEvent', { server: address }),
  event,
};

/** Only values that JSON can hold reach a client: of an Error that is its message. */
const toServerError = (error: unknown): unknown => (error instanceof Error ? error.message : error);
