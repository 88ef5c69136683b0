import { answer } from '../../lib/server/answer.js';
import { resolveOptions } from '../../lib/server/check-options.js';
import { Hall } from '../../lib/server/hall.js';
import type { ChatServerOptions } from '../../lib/server/index.js';
import { Visitor } from '../../lib/server/visitor.js';
import type { Packet } from './raw-client.js';

/** A chat without sockets, so that virtual time moves all of it. */
export const hallWith = (options: ChatServerOptions = {}): Hall => new Hall(resolveOptions(options));

/** Someone in a channel of a hall, who remembers what is heard. */
export const visitorIn = (hall: Hall, channelId: number, name?: string) => {
  const packets: Packet[] = [];
  const wire = {
    reply: (reply: Packet) => void packets.push(reply),
    event: (text: string) => void packets.push(JSON.parse(text)),
  };
  const visitor = new Visitor(wire, Number.POSITIVE_INFINITY);
  /** The reply; events that come with it stay in `packets`. */
  const call = (method: string, ...args: unknown[]): Packet => {
    answer(hall, visitor, { type: 'method', method, arguments: args });
    const place = packets.findIndex(({ type }) => type === 'reply');
    return packets.splice(place, 1)[0] ?? {};
  };
  const events = (): string[] => packets.flatMap(({ event }) => event ?? []);
  const user = name === undefined ? undefined : hall.users.admit(name);
  call('auth', channelId, user?.id, user && hall.authkeys.issue(user.id, channelId));
  packets.splice(0);
  return { visitor, packets, call, events };
};
