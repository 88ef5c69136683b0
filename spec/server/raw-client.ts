import { firstValueFrom, type Observable, Subject, timeout } from 'rxjs';
import { WebSocket } from 'ws';
import { ChatServer, type ChatServerOptions } from '../../lib/server/index.js';

/** How long a spec waits for what must come. */
const DEADLINE_MS = 3000;

/** Any packet, read without trust. */
export interface Packet {
  type?: string;
  event?: string;
  id?: unknown;
  error?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: specs look into any data
  data?: any;
}

/** The first value that passes, or a failure that says what did not come. */
export const soon = <T>(source: Observable<T>, what: string): Promise<T> =>
  firstValueFrom(
    source.pipe(
      timeout({
        first: DEADLINE_MS,
        with: () => {
          throw new Error(`${what} did not come in ${DEADLINE_MS} ms`);
        },
      }),
    ),
  );

/** A WebSocket and nothing else, but a memory of what came. */
export class RawClient {
  readonly socket: WebSocket;
  /** Packets that came and were not taken yet; what is no JSON is there as `{type: 'raw', data}`. */
  readonly packets: Packet[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #news = new Subject<void>();
  #nextId = 0;

  constructor(url: string, protocols: string[] = [], headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, protocols, { headers });
    this.socket.on('message', (data, isBinary) => {
      this.packets.push(isBinary ? { type: 'binary', data } : read(String(data)));
      this.#news.next();
    });
    this.socket.on('error', () => {});
    this.closed = new Promise(resolve => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  get opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
  }

  /** Takes the first packet that matches out of those that came, or waits for it. */
  async take(matches: (packet: Packet) => boolean, what = 'a packet'): Promise<Packet> {
    for (;;) {
      const place = this.packets.findIndex(matches);
      if (place >= 0) return this.packets.splice(place, 1)[0] as Packet;
      await soon(this.#news, what);
    }
  }

  async event(name: string): Promise<Packet['data']> {
    return (await this.take(packet => packet.event === name, `the event ${name}`)).data;
  }

  reply(id: unknown): Promise<Packet> {
    return this.take(packet => packet.type === 'reply' && packet.id === id, `the reply ${id}`);
  }

  send(frame: string | Buffer): void {
    this.socket.send(frame);
  }

  /** Sends a call and answers its id. */
  cast(method: string, ...args: unknown[]): number {
    const id = this.#nextId++;
    this.send(JSON.stringify({ type: 'method', method, arguments: args, id }));
    return id;
  }

  call(method: string, ...args: unknown[]): Promise<Packet> {
    return this.reply(this.cast(method, ...args));
  }

  /** Has everything that was sent to us before, and answers the names of events that came and were not taken. */
  async heard(): Promise<string[]> {
    await this.call('ping');
    return this.packets.flatMap(({ event }) => event ?? []);
  }
}

const read = (text: string): Packet => {
  try {
    return JSON.parse(text);
  } catch {
    return { type: 'raw', data: text };
  }
};

/** A server and clients for each spec, which are gone when it is over. */
export const stage = () => {
  const servers: ChatServer[] = [];
  const clients: RawClient[] = [];
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.terminate();
    await Promise.all(servers.splice(0).map(server => server.close()));
  });
  const listen = async (options?: ChatServerOptions): Promise<ChatServer> => {
    const server = await ChatServer.listen(options);
    servers.push(server);
    return server;
  };
  /** A socket that may or may not open. */
  const dial = (server: ChatServer, endpoint = 0, query = '', protocols: string[] = []): RawClient => {
    const client = new RawClient(`${server.endpoint(endpoint).url}${query}`, protocols);
    clients.push(client);
    return client;
  };
  /** An open socket, its WelcomeEvent taken. */
  const connect = async (server: ChatServer, endpoint = 0): Promise<RawClient> => {
    const client = dial(server, endpoint);
    await client.event('WelcomeEvent');
    return client;
  };
  /** A socket in a channel: of a user, its own UserJoin taken, or anonymous. */
  const enter = async (server: ChatServer, channelId: number, user?: string, endpoint = 0): Promise<RawClient> => {
    const client = await connect(server, endpoint);
    const { error } = await client.call('auth', ...(await ticket(server, channelId, user)));
    if (error !== null) throw new Error(`auth of ${user} was refused: ${JSON.stringify(error)}`);
    if (user !== undefined) client.packets.splice(0);
    return client;
  };
  return { listen, dial, connect, enter };
};

/** The arguments of `auth` for a user, by way of the join request. */
export const ticket = async (server: ChatServer, channelId: number, user?: string): Promise<unknown[]> => {
  if (user === undefined) return [channelId];
  const join = await (await fetch(server.joinUrl(channelId, user))).json();
  return [channelId, join.user.id, join.authkey];
};
