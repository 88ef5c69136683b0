import { type Peer, type ScriptedServer, startScripted } from './scripted-server.js';

type Ref = string | null;
type Message = readonly [joinRef: Ref, ref: Ref, topic: string, event: string, payload: Record<string, unknown>];

export interface PhoenixServer extends ScriptedServer {
  /** What a channel's `broadcast!` does: the message names neither join nor reference. */
  say(topic: string, event: string, payload: object): void;
  /** The process of a channel crashes, for each client in it. */
  crash(topic: string): void;
}

/** One client: its channels, by topic, and the reference with which it joined each. */
class Connection {
  readonly joins = new Map<string, Ref>();

  /** What a channel that was left says last. Its process ends in its own time: here, behind the answer to the next message. */
  #closing: (() => void) | undefined;

  constructor(private readonly peer: Peer) {}

  answer(message: Message): void {
    const closing = this.#closing;
    this.#closing = undefined;
    this.#answer(message);
    closing?.();
  }

  #answer([joinRef, ref, topic, event, payload]: Message): void {
    const reply = (status: 'ok' | 'error', response: object) =>
      this.peer.send([joinRef, ref, topic, 'phx_reply', { status, response }]);
    if (topic === 'phoenix') return reply('ok', {});
    if (event === 'phx_join') {
      if (!topic.startsWith('room:')) return reply('error', { reason: 'unmatched topic' });
      if (payload['as'] === 'nobody') return reply('error', { reason: 'unauthorized' });
      this.joins.set(topic, joinRef);
      reply('ok', {});
      return this.peer.send([joinRef, null, topic, 'hello', { as: payload['as'] }]);
    }
    if (!this.joins.has(topic)) return reply('error', { reason: 'unmatched topic' });
    // A message of an earlier join is for a process that is gone.
    if (this.joins.get(topic) !== joinRef) return;
    if (event === 'echo') return reply('ok', payload);
    if (event === 'fail') return reply('error', { reason: 'mood' });
    if (event !== 'phx_leave') return;
    this.joins.delete(topic);
    reply('ok', {});
    this.#closing = () => this.peer.send([joinRef, joinRef, topic, 'phx_close', {}]);
  }

  say(topic: string, event: string, payload: object): void {
    if (this.joins.has(topic)) this.peer.send([null, null, topic, event, payload]);
  }

  crash(topic: string): void {
    const joinRef = this.joins.get(topic);
    if (!this.joins.delete(topic)) return;
    this.peer.send([joinRef, joinRef, topic, 'phx_error', {}]);
  }
}

/**
 * A server that speaks as https://hexdocs.pm/phoenix/writing_a_channels_client.html says. One may join `room:*`, but not as
 * `nobody`. A channel answers `echo` and `fail`, and nothing else.
 */
export const startPhoenix = async (port?: number): Promise<PhoenixServer> => {
  const connections = new Set<Connection>();
  const server = await startScripted(
    peer => {
      const connection = new Connection(peer);
      if (!peer.request.url?.endsWith('vsn=2.0.0')) peer.socket.close(1008, 'the version is not supported');
      connections.add(connection);
      peer.socket.once('close', () => connections.delete(connection));
      return message => connection.answer(message as Message);
    },
    { port },
  );
  return {
    ...server,
    url: `${server.url}/socket/websocket?token=s3cret`,
    say: (topic, event, payload) => {
      for (const connection of connections) connection.say(topic, event, payload);
    },
    crash: topic => {
      for (const connection of connections) connection.crash(topic);
    },
  };
};
