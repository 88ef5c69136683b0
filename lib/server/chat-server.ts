import type { Server } from 'node:http';
import type { Observable } from 'rxjs';
import { resolveOptions } from './check-options.js';
import { decreeBan, decreeRoles, decreeSkill, type SkillUse } from './decree.js';
import { Endpoint } from './endpoint.js';
import { type ConnectionChange, Hall, type Received } from './hall.js';
import { joinServer } from './join-server.js';
import { authorityOf, listen } from './listen.js';
import type { ChatServerOptions } from './options.js';

/**
 * A chat server of one's own, for tests and for trying things out: the join request over HTTP, and several WebSocket
 * endpoints onto the same channels, each of which fails on demand. Everything is in memory and gone with it.
 *
 * ```ts
 * const server = await ChatServer.listen({ endpoints: 2 });
 * const join = await (await fetch(server.joinUrl(42, 'ada'))).json();
 * await server.endpoint(0).fault('freeze');
 * await server.close();
 * ```
 */
export class ChatServer {
  /** Every call received, in order, before it is served. The packets are as they came, authkeys included. */
  readonly received$: Observable<Received>;
  /** Every WebSocket that opens or closes. */
  readonly connections$: Observable<ConnectionChange>;
  readonly #hall: Hall;
  readonly #http: Server;
  readonly #endpoints: readonly Endpoint[];
  #port = 0;
  #closed: Promise<void> | undefined;

  private constructor(hall: Hall) {
    const { endpoints, port } = hall.settings;
    this.#hall = hall;
    this.#http = joinServer(hall, () => this.endpoints);
    this.#endpoints = Array.from({ length: endpoints }, (_, i) => new Endpoint(hall, i, port === 0 ? 0 : port + 1 + i));
    this.received$ = hall.received$.asObservable();
    this.connections$ = hall.connections$.asObservable();
  }

  /**
   * Starts a server on 127.0.0.1 and free ports, unless told otherwise. It is ready when the promise resolves.
   * @throws TypeError (as a rejection) naming an option that is unknown or cannot be; the system's error for a port in use
   */
  static async listen(options?: ChatServerOptions): Promise<ChatServer> {
    const server = new ChatServer(new Hall(resolveOptions(options)));
    try {
      await server.#open();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /** Where the HTTP side is: `http://host:port`. */
  get url(): string {
    return `http://${authorityOf(this.#hall.settings.host, this.#port)}`;
  }

  /** The WebSocket addresses, as the join request answers them. */
  get endpoints(): string[] {
    return this.#endpoints.map(({ url }) => url);
  }

  /**
   * Where to GET what one needs to join a channel.
   * @param user name or id of who joins; without it the join is anonymous and brings no authkey
   */
  joinUrl(channelId: number, user?: string | number): string {
    const query = user === undefined ? '' : `?user=${encodeURIComponent(user)}`;
    return `${this.url}/api/v1/chats/${channelId}${query}`;
  }

  /** @throws RangeError where there is no endpoint of this index, which counts from 0 */
  endpoint(index: number): Endpoint {
    const endpoint = this.#endpoints[index];
    if (!endpoint) throw new RangeError(`There is no endpoint ${index}: the server has ${this.#endpoints.length}`);
    return endpoint;
  }

  /** How many WebSockets are open, at one endpoint or at all. */
  connectionCount(endpoint?: number): number {
    if (endpoint !== undefined) return this.endpoint(endpoint).connections;
    return this.#endpoints.reduce((sum, { connections }) => sum + connections, 0);
  }

  /**
   * Sends any event to all in a channel, anonymous readers included, but for those who opted out of it. It is passed on
   * as it is, whatever its name and data: history and polls know nothing of it.
   */
  emit(channelId: number, event: string, data?: unknown): void {
    this.#hall.channels.find(channelId)?.announce(event, data);
  }

  /**
   * Gives a user other roles in a channel, from now on: a `UserUpdate` for all.
   * @throws RangeError where there is no such channel or user
   */
  setRoles(channelId: number, user: string | number, roles: readonly string[]): void {
    decreeRoles(this.#hall, channelId, user, roles);
  }

  /**
   * Bans a user: a `UserUpdate` with the role `Banned`, and a `PurgeMessage` without a moderator. Open connections
   * stay, may listen and do nothing else; the next `auth` is refused with `UACCESS`. `setRoles` takes it back.
   * @throws RangeError where there is no such channel or user
   */
  ban(channelId: number, user: string | number): void {
    decreeBan(this.#hall, channelId, user);
  }

  /**
   * Has a user spend on a skill: a `SkillAttribution`, or a `ChatMessage` that is one.
   * @returns the execution id, which `cancelSkill` takes
   * @throws RangeError where there is no such channel or user
   */
  skill(channelId: number, user: string | number, use: SkillUse = {}): string {
    return decreeSkill(this.#hall, channelId, user, use);
  }

  /** Closes all ports and kills all connections. A second call waits for the first. */
  close(): Promise<void> {
    this.#closed ??= this.#shut();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #open(): Promise<void> {
    const { host, port, random } = this.#hall.settings;
    this.#port = await listen(this.#http, port, host, random);
    for (const endpoint of this.#endpoints) await endpoint.start();
  }

  async #shut(): Promise<void> {
    const isClosed = new Promise(resolve => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await Promise.all([isClosed, ...this.#endpoints.map(endpoint => endpoint.stop())]);
    this.#hall.close();
  }
}
