import type { Protocol, Receiver, Wire } from 'rx-beam';

/** A message of version 2 (https://hexdocs.pm/phoenix/writing_a_channels_client.html). */
type Message = readonly [joinRef: string | null, ref: string | null, topic: string, event: string, payload: unknown];

/** What comes of a channel, apart from replies. */
export interface Push {
  readonly event: string;
  readonly payload: unknown;
}

/**
 * Phoenix channels. A channel is a subscription, whose method is its topic: `subscribe$('room:1', { as: 'ada' })` joins it, and
 * emits `{ event, payload }`. A call's method is the topic and the event: `call('room:1 new_msg', { body: 'hello' })`.
 */
export const phoenixChannels: Protocol = {
  url: address => {
    const url = new URL(address);
    url.searchParams.set('vsn', '2.0.0');
    return url.href;
  },
  body: args => JSON.stringify(args),
  wire: () => channels(),
  subscriptions: { key: (_, { method }) => method, cancel: topic => [`${topic} phx_leave`, {}] },
  // The server ends connections that do not send this every minute.
  heartbeat: { method: 'phoenix heartbeat', args: {}, when: 'always' },
};

/** One connection. It knows by which message each topic was joined, since every later one must name that. */
const channels = (): Wire => {
  const joins = new Map<string, string>();
  return {
    frame: (id, method, payload) => {
      const [topic = '', event] = method.split(' ');
      if (event === undefined) joins.set(topic, String(id));
      const joinRef = joins.get(topic) ?? null;
      if (event === 'phx_leave') joins.delete(topic);
      return `${JSON.stringify([joinRef, String(id), topic, event ?? 'phx_join']).slice(0, -1)},${payload}]`;
    },
    read: (frame, to) => read(JSON.parse(String(frame)), to, joins),
  };
};

const read = (message: Message, to: Receiver, joins: ReadonlyMap<string, string>): void => {
  const [joinRef, ref, topic, event, payload] = message;
  if (event === 'phx_reply') {
    const { status, response } = payload as { status: string; response: unknown };
    return status === 'ok' ? to.reply(Number(ref), response, message) : to.refusal(Number(ref), response, message);
  }
  // Of a channel that was left, and may have been joined again since. What is broadcast names no join.
  if (joinRef !== null && joinRef !== joins.get(topic)) return;
  if (event === 'phx_close') to.end(topic, message);
  else if (event === 'phx_error') to.end(topic, message, { reason: 'the channel crashed' });
  else to.item(topic, { event, payload } satisfies Push, message);
};
