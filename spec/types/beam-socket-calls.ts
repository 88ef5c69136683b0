// Compiled by `npm run check`: the two forms of a call of a BeamSocket.
import type { AuthReply, ChatMessage } from '../../lib/index.js';
import type { BeamSocket } from '../../lib/ws.js';

declare const socket: BeamSocket;
interface Order {
  order: string;
}

export const listed = [
  socket.call('msg', ['Hello']) satisfies Promise<ChatMessage>,
  socket.call('msg', ['Hello'], { noReply: true }) satisfies Promise<ChatMessage>,
  socket.call('history', [5]) satisfies Promise<ChatMessage[]>,
  socket.call('vote:start', ['Which?', ['a', 'b'], 30]) satisfies Promise<string>,
  socket.call('optOutEvents', ['UserJoin', 'UserLeave']),
  socket.call('ping', [], { timeout: 5 }) satisfies Promise<void>,
] as const;

export const flat = [
  socket.call('auth', 1, 2, 'key') satisfies Promise<AuthReply>,
  socket.call('auth', 1) satisfies Promise<AuthReply>,
  socket.call('msg', 'Hello') satisfies Promise<ChatMessage>,
  socket.call('msg', 'Hello', { timeout: 5 }) satisfies Promise<ChatMessage>,
  socket.call('vote:start', 'Which?', ['a', 'b'], 30) satisfies Promise<string>,
  socket.call('optOutEvents', 'UserJoin', 'UserLeave'),
  socket.call('ping', { timeout: 5 }),
  socket.call('ping'),
] as const;

export const stated = [
  socket.call<Order>('buy', ['ACME', 3]) satisfies Promise<Order>,
  socket.call<Order>('buy', 'ACME', 3, { force: true }) satisfies Promise<Order>,
] as const;

export const refused = [
  // @ts-expect-error: a typo, and no type is stated
  socket.call('mgs', ['Hello']),
  // @ts-expect-error: a typo, and no type is stated
  socket.call('mgs', 'Hello'),
  // @ts-expect-error: the text is missing
  socket.call('msg'),
  // @ts-expect-error: the text is no number
  socket.call('msg', [1]),
  // @ts-expect-error: the text is no number
  socket.call('msg', 1),
  // @ts-expect-error: the key is no number
  socket.call('auth', 1, 2, 3),
  // @ts-expect-error: there is no such option
  socket.call('msg', 'Hello', { retries: 3 }),
] as const;
