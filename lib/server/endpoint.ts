import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { firstValueFrom, merge, timer } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { Connection } from './connection.js';
import {
  ActiveFaults,
  type CloseFrame,
  checkFaultName,
  closeFrame,
  type Fault,
  type FaultName,
  type FaultSettings,
  resolveSetting,
} from './faults.js';
import { FaultyStream } from './faulty-stream.js';
import { createUpgradeServer, holdOpen, rejectUpgrade } from './handshake.js';
import { injectFault } from './inject-fault.js';
import { authorityOf, listen } from './listen.js';
import { leaveChannel } from './methods/auth.js';
import { Participant } from './participant.js';
import { receiveFrame } from './receive-frame.js';
import type { ServerState } from './server-state.js';
import { sendWelcome } from './welcome.js';

/** How long `stop` with a close frame waits for clients to answer it. */
const CLOSE_TIMEOUT_MS = 1000;

/** One WebSocket address of a server. It can be stopped, started and made to misbehave independently of the others. */
export class Endpoint {
  readonly #state: ServerState;
  readonly #index: number;
  readonly #faults = new ActiveFaults();
  /** The `server` that the WelcomeEvent names. */
  readonly #serverId = randomUUID();
  readonly #webSocketServer: WebSocketServer;
  readonly #tcpSockets = new Set<Socket>();
  readonly #connections = new Set<Connection>();
  #port: number;
  #wanted: 'running' | 'stopped' = 'stopped';
  #httpServer: Server | undefined;
  #lastChange: Promise<void> = Promise.resolve();

  /** Use {@link ChatServer.listen}. */
  constructor(state: ServerState, index: number, port: number) {
    this.#state = state;
    this.#index = index;
    this.#port = port;
    const { maxPayload } = state.settings;
    this.#webSocketServer = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload,
    });
  }

  /** `ws://host:port`. The port stays the same through stops and starts. */
  get url(): string {
    return `ws://${authorityOf(this.#state.settings.host, this.#port)}`;
  }

  /** How many WebSockets are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Listens again, on the same port. Does nothing if the endpoint is running. */
  start(): Promise<void> {
    this.#wanted = 'running';
    return this.#update();
  }

  /**
   * Closes the port and ends every connection, without a close frame unless one is given.
   * @param frame the close frame to send first; a client that does not answer it within a second is cut off
   */
  async stop(frame?: Partial<CloseFrame>): Promise<void> {
    this.#wanted = 'stopped';
    const setting = frame && resolveSetting('close', frame);
    await this.#update();
    if (setting) await this.#closeConnections(closeFrame(setting));
    const allClosed = this.#allClosed();
    for (const socket of this.#tcpSockets) socket.destroy();
    await allClosed;
  }

  /**
   * Makes the endpoint misbehave. Some faults act once, on the sockets open now (`drop`, `close`, `garbage`, `binary`,
   * `oversize`). The others stay active for open and for later sockets until they are healed, and can be combined.
   * @throws TypeError (as a rejection) for an unknown name, listing the known ones, or for an invalid setting
   */
  async fault<Name extends FaultName>(name: Name, setting?: FaultSettings[Name]): Promise<void> {
    const resolved = resolveSetting(name, setting);
    if (!injectFault(this.#connections, { name, setting: resolved } as Fault)) this.#faults.set(name, resolved);
    await this.#update();
  }

  /** Ends one active fault, or all of them. It does not undo what a fault has done. */
  async heal(name?: FaultName): Promise<void> {
    this.#faults.heal(name === undefined ? undefined : checkFaultName(name));
    await this.#update();
  }

  /** Sends a frame as it is to every open socket: a string as a text frame, bytes as a binary one. */
  send(frame: string | Uint8Array): void {
    for (const connection of [...this.#connections]) connection.send(frame);
  }

  /** Opens or closes the port if need be. Calls run one after the other, so that a start never overlaps a stop. */
  #update(): Promise<void> {
    const change = this.#lastChange.then(async () => {
      const shouldListen = this.#wanted === 'running' && !this.#faults.has('refuse');
      if (shouldListen && !this.#httpServer) await this.#openPort();
      if (!shouldListen) this.#closePort();
    });
    this.#lastChange = change.catch(() => {});
    return change;
  }

  async #openPort(): Promise<void> {
    const server = createUpgradeServer(this.#tcpSockets, (request, tcp, head) =>
      this.#handleUpgrade(request, tcp, head),
    );
    const { host, random } = this.#state.settings;
    this.#port = await listen(server, this.#port, host, random);
    this.#httpServer = server;
  }

  #closePort(): void {
    this.#httpServer?.close();
    this.#httpServer = undefined;
  }

  async #closeConnections(frame: CloseFrame): Promise<void> {
    const allClosed = this.#allClosed();
    for (const connection of this.#connections) connection.close(frame);
    await firstValueFrom(merge(allClosed, timer(CLOSE_TIMEOUT_MS)));
  }

  /** Resolves when every connection that is open now has closed. */
  #allClosed(): Promise<unknown> {
    return Promise.all([...this.#connections].map(({ closed$ }) => firstValueFrom(closed$)));
  }

  #handleUpgrade(request: IncomingMessage, tcp: Socket, head: Buffer): void {
    const faults = this.#faults;
    const status = faults.get('httpError');
    const refusal = this.#state.originPolicy.refusalOf(request.headers);
    if (faults.has('hang') || faults.has('freeze')) holdOpen(tcp);
    else if (status !== undefined) rejectUpgrade(tcp, status);
    else if (refusal !== undefined) rejectUpgrade(tcp, 403, refusal);
    else {
      const conditions = { latencyMs: () => faults.get('slow') ?? 0, isMute: () => faults.has('freeze') };
      const stream = new FaultyStream(tcp, conditions);
      this.#webSocketServer.handleUpgrade(request, stream, head, socket =>
        this.#accept(socket, stream, request.url ?? '/'),
      );
    }
  }

  #accept(socket: WebSocket, stream: FaultyStream, url: string): void {
    const state = this.#state;
    const faults = this.#faults;
    const source = { endpoint: this.#index, connection: state.nextConnectionNumber() };
    const connection = new Connection(socket, stream, faults, state.settings);
    const participant = new Participant(connection, state.settings.callsPerSecond);
    this.#connections.add(connection);
    connection.closed$.subscribe(({ code, reason }) => {
      this.#connections.delete(connection);
      leaveChannel(participant);
      state.connections$.next({ at: 'closed', ...source, code, reason });
    });
    connection.texts$.subscribe(text => receiveFrame(state, { ...source, participant, faults }, text));
    state.connections$.next({ at: 'opened', ...source, url });
    sendWelcome(connection, faults, this.#serverId);
  }
}
