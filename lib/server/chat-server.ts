import type { Server } from 'node:http';
import type { Observable } from 'rxjs';
import '../client/disposable.js';
import { attributeSkill, banUser, type SkillUse, setRoles } from './admin.js';
import { resolveOptions } from './check-options.js';
import { Endpoint } from './endpoint.js';
import { authorityOf, listen } from './listen.js';
import type { ChatServerOptions } from './options.js';
import { createRestServer } from './rest/server.js';
import { type ConnectionChange, type Joined, type Received, ServerState } from './server-state.js';

/**
 * A local chat server for tests and experiments: the REST requests of clients over HTTP, and any number of WebSocket
 * endpoints that serve the same channels. Each endpoint can be made to fail. Everything is kept in memory only.
 *
 * ```ts
 * const server = await ChatServer.listen({ endpoints: 2 });
 * const join = await (await fetch(server.joinUrl(42, 'ada'))).json();
 * await server.endpoint(0).fault('freeze');
 * await server.close();
 * ```
 */
export class ChatServer {
  /** Emits every call, in the order of arrival, before the server answers it. Packets contain authkeys in plain text. */
  readonly received$: Observable<Received>;
  /** Emits when a WebSocket opens or closes. */
  readonly connections$: Observable<ConnectionChange>;
  /** Emits when a connection has entered a channel. `connections$` tells when it is gone. */
  readonly joins$: Observable<Joined>;
  readonly #state: ServerState;
  readonly #http: Server;
  readonly #endpoints: readonly Endpoint[];
  #port = 0;
  #closed: Promise<void> | undefined;

  private constructor(state: ServerState) {
    const { endpoints, port } = state.settings;
    this.#state = state;
    this.#http = createRestServer(state, () => this.endpoints);
    this.#endpoints = Array.from(
      { length: endpoints },
      (_, i) => new Endpoint(state, i, port === 0 ? 0 : port + 1 + i),
    );
    this.received$ = state.received$.asObservable();
    this.connections$ = state.connections$.asObservable();
    this.joins$ = state.joins$.asObservable();
  }

  /**
   * Starts a server, by default on 127.0.0.1 and free ports. When the promise resolves, all ports are open.
   * @throws TypeError (as a rejection) that names an unknown or invalid option; the system's error for a port in use;
   * an Error with its cause for a host at which it cannot listen
   */
  static async listen(options?: ChatServerOptions): Promise<ChatServer> {
    const server = new ChatServer(new ServerState(resolveOptions(options)));
    try {
      await server.#openPorts();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /** The base URL of the REST side: `http://host:port`. */
  get url(): string {
    return `http://${authorityOf(this.#state.settings.host, this.#port)}`;
  }

  /** The WebSocket URLs, as the join request returns them. */
  get endpoints(): string[] {
    return this.#endpoints.map(({ url }) => url);
  }

  /**
   * The URL of the join request of a channel, to GET.
   * @param user name or id of the user who joins; without it the join is anonymous and the reply has no authkey
   */
  joinUrl(channelId: number, user?: string | number): string {
    const query = user === undefined ? '' : `?user=${encodeURIComponent(user)}`;
    return `${this.url}/api/v1/chats/${channelId}${query}`;
  }

  /** @param index from 0. @throws RangeError if there is no such endpoint */
  endpoint(index: number): Endpoint {
    const endpoint = this.#endpoints[index];
    if (!endpoint) throw new RangeError(`There is no endpoint ${index}: the server has ${this.#endpoints.length}`);
    return endpoint;
  }

  /** How many WebSockets are open, at one endpoint or in total. */
  connectionCount(endpoint?: number): number {
    if (endpoint !== undefined) return this.endpoint(endpoint).connections;
    return this.#endpoints.reduce((sum, { connections }) => sum + connections, 0);
  }

  /**
   * Sends an event to every connection in a channel, anonymous ones included, except those that opted out of it. Name
   * and data are sent as they are. The server does not act on the event: a ChatMessage does not enter the history.
   */
  emit(channelId: number, event: string, data?: unknown): void {
    this.#state.channels.find(channelId)?.broadcast(event, data);
  }

  /**
   * Replaces the roles of a user in a channel, and sends `UserUpdate` to all in it.
   * @throws RangeError if there is no such channel or user
   */
  setRoles(channelId: number, user: string | number, roles: readonly string[]): void {
    setRoles(this.#state, channelId, user, roles);
  }

  /**
   * Bans a user: sends a `UserUpdate` with the role `Banned`, and a `PurgeMessage` without a moderator. The user's open
   * connections still receive events, but calls that need a permission are refused, as is the next `auth` (`UACCESS`).
   * `setRoles` lifts the ban.
   * @throws RangeError if there is no such channel or user
   */
  ban(channelId: number, user: string | number): void {
    banUser(this.#state, channelId, user);
  }

  /**
   * Sends the event of a user who uses a skill: a `SkillAttribution`, or a `ChatMessage` with the skill in its `meta`.
   * @returns the execution id, which `cancelSkill` takes
   * @throws RangeError if there is no such channel or user
   */
  skill(channelId: number, user: string | number, use: SkillUse = {}): string {
    return attributeSkill(this.#state, channelId, user, use);
  }

  /** Closes all ports and ends all connections. Further calls return the promise of the first. */
  close(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #openPorts(): Promise<void> {
    const { host, port, random } = this.#state.settings;
    this.#port = await listen(this.#http, port, host, random);
    for (const endpoint of this.#endpoints) await endpoint.start();
  }

  async #shutDown(): Promise<void> {
    const isClosed = new Promise(resolve => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await Promise.all([isClosed, ...this.#endpoints.map(endpoint => endpoint.stop())]);
    this.#state.close();
  }
}
