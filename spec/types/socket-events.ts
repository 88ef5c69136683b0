// Compiled by `npm run check`: what a listener of a BeamSocket is given.
import type { BeamError, ChatMessage, Closed, Connected } from '../../lib/index.js';
import type { BeamSocket } from '../../lib/ws.js';

declare const socket: BeamSocket;

export const known = [
  socket.on('ChatMessage', message => message satisfies ChatMessage) satisfies BeamSocket,
  socket.once('connected', info => info satisfies Connected),
  socket.addListener('closed', info => info satisfies Closed),
  socket.prependListener('error', error => error satisfies BeamError).boot(),
] as const;

export const others = [
  socket.on('Anything', (data: { id: number }, _more: string) => data.id),
  socket.off('ChatMessage', (message: ChatMessage) => message.id),
  socket.on(Symbol('of my own'), () => {}),
] as const;

export const refused = [
  // @ts-expect-error: a message has no such field
  socket.on('ChatMessage', message => message.nonsense),
  // @ts-expect-error: a listener is a function
  socket.on('ChatMessage', 'log'),
] as const;
