import { type Peer, type ScriptedServer, startScripted } from './scripted-server.js';

export const HOME_TOKEN = 'open sesame';

interface Command {
  readonly id: number;
  readonly type: string;
  readonly event_type?: string;
  readonly subscription?: number;
  readonly access_token?: string;
}

export interface HomeAssistantServer extends ScriptedServer {
  /** Sends an event to those that have subscribed to its type, or to all types. */
  fire(eventType: string, data: unknown): void;
}

/** One client: who it is, and what it has subscribed to. */
class Connection {
  readonly #subscriptions = new Map<number, string | undefined>();
  #isKnown = false;
  #lastId = 0;

  constructor(private readonly peer: Peer) {
    peer.send({ type: 'auth_required', ha_version: '2026.11.1' });
  }

  answer(command: Command): void {
    if (!this.#isKnown) return this.#authenticate(command);
    const { id, type } = command;
    if (id <= this.#lastId) return this.#refuse(id, 'id_reuse', 'Identifier values have to increase.');
    this.#lastId = id;
    switch (type) {
      case 'ping':
        return this.peer.send({ id, type: 'pong' });
      case 'get_states':
        return this.#reply(id, [{ entity_id: 'light.hall', state: 'on' }]);
      case 'call_service':
        return this.#reply(id, { context: { id: 'c1' }, response: null });
      case 'subscribe_events':
        this.#subscriptions.set(id, command.event_type);
        return this.#reply(id, null);
      case 'unsubscribe_events':
        if (this.#subscriptions.delete(command.subscription ?? 0)) return this.#reply(id, null);
        return this.#refuse(id, 'not_found', 'Subscription not found.');
      case 'never':
        return;
      default:
        return this.#refuse(id, 'unknown_command', 'Unknown command.');
    }
  }

  fire(eventType: string, data: unknown): void {
    for (const [id, wanted] of this.#subscriptions) {
      if (wanted === undefined || wanted === eventType) {
        this.peer.send({ id, type: 'event', event: { event_type: eventType, data, origin: 'LOCAL' } });
      }
    }
  }

  #authenticate({ access_token }: Command): void {
    this.#isKnown = access_token === HOME_TOKEN;
    if (this.#isKnown) return this.peer.send({ type: 'auth_ok', ha_version: '2026.11.1' });
    this.peer.send({ type: 'auth_invalid', message: 'Invalid access token or password' });
    this.peer.socket.close();
  }

  #reply(id: number, result: unknown): void {
    this.peer.send({ id, type: 'result', success: true, result });
  }

  #refuse(id: number, code: string, message: string): void {
    this.peer.send({ id, type: 'result', success: false, error: { code, message } });
  }
}

/** A server that speaks as https://developers.home-assistant.io/docs/api/websocket says. It never answers `never`. */
export const startHomeAssistant = async (port?: number): Promise<HomeAssistantServer> => {
  const connections = new Set<Connection>();
  const server = await startScripted(
    peer => {
      const connection = new Connection(peer);
      connections.add(connection);
      peer.socket.once('close', () => connections.delete(connection));
      return message => connection.answer(message as Command);
    },
    { port },
  );
  return {
    ...server,
    fire: (eventType, data) => {
      for (const connection of connections) connection.fire(eventType, data);
    },
  };
};
