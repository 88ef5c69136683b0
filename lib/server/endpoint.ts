import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { firstValueFrom, merge, timer } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { Announcement } from './announcement.js';
import { Connection } from './connection.js';
import {
  type CloseFrame,
  checkFaultName,
  closeFrame,
  type Fault,
  type FaultName,
  type FaultSettings,
  Faults,
  readSetting,
} from './faults.js';
import type { Hall } from './hall.js';
import { hold, refuseUpgrade, upgradeServer } from './handshake.js';
import { Line } from './line.js';
import { authorityOf, listen } from './listen.js';
import { leave } from './methods/auth.js';
import { receive } from './reception.js';
import { strike } from './strike.js';
import { Visitor } from './visitor.js';

/** How long a stop with a close frame waits for clients to answer it. */
const FAREWELL_MS = 1000;

/** One WebSocket address of a server, that can be stopped, started and made to misbehave on its own. */
export class Endpoint {
  readonly #hall: Hall;
  readonly #index: number;
  readonly #faults = new Faults();
  readonly #identity = randomUUID();
  readonly #handshake: WebSocketServer;
  readonly #tcp = new Set<Socket>();
  readonly #live = new Set<Connection>();
  #port: number;
  #state: 'running' | 'stopped' = 'stopped';
  #listener: Server | undefined;
  #turn: Promise<void> = Promise.resolve();

  /** Use {@link ChatServer.listen}. */
  constructor(hall: Hall, index: number, port: number) {
    this.#hall = hall;
    this.#index = index;
    this.#port = port;
    const { maxPayload } = hall.settings;
    this.#handshake = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload,
    });
  }

  /** `ws://host:port`; the port stays through stops and starts. */
  get url(): string {
    return `ws://${authorityOf(this.#hall.settings.host, this.#port)}`;
  }

  /** How many WebSockets are open. */
  get connections(): number {
    return this.#live.size;
  }

  /** Listens again, on the same port. Nothing happens if it does already. */
  start(): Promise<void> {
    this.#state = 'running';
    return this.#settle();
  }

  /**
   * Closes the port and kills every connection, without a close frame unless one is given.
   * @param farewell the close frame; a client that does not answer it within a second is killed
   */
  async stop(farewell?: Partial<CloseFrame>): Promise<void> {
    this.#state = 'stopped';
    const closing = farewell && readSetting('close', farewell);
    await this.#settle();
    if (closing) await this.#partFrom(closeFrame(closing));
    const gone = this.#allGone();
    for (const socket of this.#tcp) socket.destroy();
    await gone;
  }

  /**
   * Makes the endpoint misbehave. Some faults act once, now, on the open sockets (`drop`, `close`, `garbage`, `binary`,
   * `oversize`); the others are in force for open and for later sockets until they are healed, and combine.
   * @throws TypeError (as a rejection) for an unknown name, which lists the known ones, or an impossible setting
   */
  async fault<Name extends FaultName>(name: Name, setting?: FaultSettings[Name]): Promise<void> {
    const resolved = readSetting(name, setting);
    if (!strike(this.#live, { name, setting: resolved } as Fault)) this.#faults.set(name, resolved);
    await this.#settle();
  }

  /** Ends one standing fault, or all. What a fault has done stays done. */
  async heal(name?: FaultName): Promise<void> {
    this.#faults.heal(name === undefined ? undefined : checkFaultName(name));
    await this.#settle();
  }

  /** Pushes a frame to every open socket as it is: a string as text, bytes as binary. */
  send(frame: string | Uint8Array): void {
    for (const connection of [...this.#live]) connection.send(frame);
  }

  /** Opens or closes the port, whichever is due; one change after the other. */
  #settle(): Promise<void> {
    const settled = this.#turn.then(async () => {
      const isDue = this.#state === 'running' && !this.#faults.has('refuse');
      if (isDue && !this.#listener) await this.#open();
      if (!isDue) this.#shut();
    });
    this.#turn = settled.catch(() => {});
    return settled;
  }

  async #open(): Promise<void> {
    const server = upgradeServer(this.#tcp, (request, tcp, head) => this.#greet(request, tcp, head));
    const { host, random } = this.#hall.settings;
    this.#port = await listen(server, this.#port, host, random);
    this.#listener = server;
  }

  #shut(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  async #partFrom(frame: CloseFrame): Promise<void> {
    const gone = this.#allGone();
    for (const connection of this.#live) connection.close(frame);
    await firstValueFrom(merge(gone, timer(FAREWELL_MS)));
  }

  /** When each connection that is open now has ended. */
  #allGone(): Promise<unknown> {
    return Promise.all([...this.#live].map(({ gone$ }) => firstValueFrom(gone$)));
  }

  #greet(request: IncomingMessage, tcp: Socket, head: Buffer): void {
    const faults = this.#faults;
    const status = faults.get('httpError');
    if (faults.has('hang') || faults.has('freeze')) hold(tcp);
    else if (status !== undefined) refuseUpgrade(tcp, status);
    else {
      const line = new Line(tcp, { latencyMs: () => faults.get('slow') ?? 0, isMute: () => faults.has('freeze') });
      this.#handshake.handleUpgrade(request, line, head, socket => this.#admit(socket, line, request.url ?? '/'));
    }
  }

  #admit(socket: WebSocket, line: Line, url: string): void {
    const hall = this.#hall;
    const where = { endpoint: this.#index, connection: hall.nextConnection() };
    const connection = new Connection(where.connection, socket, line, this.#faults, hall.settings);
    const visitor = new Visitor(connection, hall.settings.callsPerSecond);
    this.#live.add(connection);
    connection.gone$.subscribe(({ code, reason }) => {
      this.#live.delete(connection);
      leave({ visitor });
      hall.connections$.next({ at: 'closed', ...where, code, reason });
    });
    connection.texts$.subscribe(text => receive(hall, { ...where, visitor, faults: this.#faults }, text));
    hall.connections$.next({ at: 'opened', ...where, url });
    this.#welcome(connection);
  }

  #welcome(connection: Connection): void {
    if (this.#faults.has('neverWelcome')) return;
    const lateMs = this.#faults.get('lateWelcome');
    const text = new Announcement('WelcomeEvent', { server: this.#identity }).text;
    const send = () => {
      connection.event(text);
      const closing = this.#faults.get('closeAfterWelcome');
      if (closing !== undefined) connection.close(closeFrame(closing));
    };
    if (lateMs === undefined) send();
    else connection.after(lateMs, send);
  }
}
