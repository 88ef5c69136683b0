// Compiled by `npm run check`: what a listener of a BeamSocket is given.
import type { AuthReply, BeamError, ChatMessage, Closed, Connected, Reconnecting } from '../../lib/index.js';
import { BeamSocket, type BeamSocketOptions, type SocketReconnecting } from '../../lib/ws.js';

declare const socket: BeamSocket;

export const known = [
  socket.on('ChatMessage', message => message satisfies ChatMessage) satisfies BeamSocket,
  socket.once('connected', info => info satisfies Connected),
  socket.addListener('closed', info => info satisfies Closed),
  socket.on('authresult', reply => reply satisfies AuthReply),
  socket.once('optOutResult', reply => reply satisfies unknown),
  socket.on('reconnecting', info => info satisfies Reconnecting & { interval: number }),
  socket.on('reconnecting', (info: SocketReconnecting) => info.interval),
  socket.prependOnceListener('closed', info => info.code satisfies number),
  socket.prependListener('error', error => error satisfies BeamError).boot(),
] as const;

export const others = [
  socket.on('Anything', (data: { id: number }, _more: string) => data.id),
  socket.off('ChatMessage', (message: ChatMessage) => message.id),
  socket.on(Symbol('of my own'), () => {}),
  socket.on('ChatMessage' as string, (data: { id: number }) => data.id),
  (name: 'closed' | 'Anything') => socket.on(name, () => {}),
] as const;

export const members = [
  socket.status satisfies number,
  socket.getSpoolLength() satisfies number,
  new BeamSocket(['ws://a'], { clientId: null } satisfies BeamSocketOptions),
  socket.auth(1) satisfies Promise<AuthReply>,
] as const;

export const refused = [
  // @ts-expect-error: a message has no such field
  socket.on('ChatMessage', message => message.nonsense),
  // @ts-expect-error: nor has a listener that states it
  socket.on('ChatMessage', (message: { userName: string }) => message.userName),
  // @ts-expect-error: the argument is no number
  socket.once('closed', (info: number) => info),
  // @ts-expect-error: a reply to auth has no such field
  socket.on('authresult', reply => reply.nonsense),
  // @ts-expect-error: an option of the official clients
  new BeamSocket(['ws://a'], { automaticallyReconnect: false }),
  // @ts-expect-error: a listener is a function
  socket.on('ChatMessage', 'log'),
] as const;

export const write = (): void => {
  // @ts-expect-error: the status is for reading
  socket.status = 1;
};
