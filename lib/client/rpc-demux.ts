import { NEVER, type Observable } from 'rxjs';
import type { Frame, Link } from '../link/link.js';
import { checkFrame } from '../protocol/check-frame.js';
import { Controls } from '../protocol/controls.js';
import { Demux, type Reporter } from '../protocol/demux.js';
import { type Protocol, type Wire, wireOf } from '../protocol/protocol.js';
import { RpcFrameReader, type RpcReceiver } from '../protocol/rpc-frame-reader.js';
import type { Session } from '../session/session.js';
import type { Secrets } from '../text/secrets.js';
import { type Handler, Handlers } from '../traffic/handlers.js';
import { ServerCalls, type ServerCallsParts } from '../traffic/server-calls.js';
import { Subscriptions } from '../traffic/subscriptions.js';

/** Routes also what only some protocols have: items of subscriptions, calls of the server, messages for the set-up. */
export class RpcDemux extends Demux implements RpcReceiver {
  readonly handlers: Handlers;
  /** Undefined if the protocol has none. */
  readonly subscriptions: Subscriptions | undefined;
  readonly #parts: ServerCallsParts;
  readonly #protocol: Protocol;
  /** The present connection. */
  connection: { readonly link: Link; readonly wire: Wire } | undefined;
  #calls: ServerCalls | undefined;
  #controls: Controls | undefined;

  constructor(
    reporter: Reporter,
    secrets: Secrets,
    protocol: Protocol,
    callTimeout: number,
    activity?: ServerCallsParts['activity'],
  ) {
    super(reporter, secrets);
    this.#protocol = protocol;
    this.handlers = new Handlers(activity);
    const { handlers, replies } = this;
    const report: Reporter['report'] = error => reporter.report(error);
    this.#parts = { handlers, secrets, report, activity };
    const rules = protocol.subscriptions;
    if (rules === undefined) return;
    const encoding = { protocol, secrets };
    this.subscriptions = new Subscriptions({ rules, encoding, replies, secrets, callTimeout, report });
  }

  /** @throws TypeError if the method has a handler already, or the servers of the protocol make no calls */
  addHandler(method: string, handler: Handler): () => void {
    if (wireOf(this.#protocol).result === undefined) {
      throw new TypeError('the servers of this protocol make no calls: it has no `result` that would answer them');
    }
    return this.handlers.add(method, handler);
  }

  createReader(wire: Wire): RpcFrameReader {
    return new RpcFrameReader(this, wire);
  }

  opened(link: Link, wire: Wire): void {
    this.connection = { link, wire };
    if (this.#protocol.setUp !== undefined) this.#controls = new Controls();
  }

  /** The control messages of the present connection, from the first on. */
  get control$(): Observable<unknown> {
    return this.#controls?.messages$ ?? NEVER;
  }

  established(session: Session): void {
    this.#controls = undefined;
    this.subscriptions?.restore(session);
  }

  ended(): void {
    this.connection = undefined;
    this.#controls = undefined;
    this.#calls?.end();
    this.#calls = undefined;
    this.subscriptions?.ended();
  }

  item(key: unknown, data: unknown, message: unknown): void {
    if (this.packets$.observed) this.packets$.next(message);
    if (this.subscriptions?.item(key, data)) return;
    if (this.replies.has(key)) this.replies.reply(key, data);
    else this.subscriptions?.table.early.keep(key, data);
  }

  end(key: unknown, message: unknown, error?: unknown): void {
    if (this.packets$.observed) this.packets$.next(message);
    if (this.subscriptions?.end(key, error)) return;
    if (!this.replies.has(key)) return this.subscriptions?.table.early.keepEnd(key, error);
    if (error === undefined || error === null) this.replies.reply(key, undefined);
    else this.replies.refusal(key, error);
  }

  request(id: unknown, method: string, args: unknown, message: unknown): void {
    if (this.packets$.observed) this.packets$.next(message);
    if (this.connection === undefined) return;
    const { link, wire } = this.connection;
    this.#calls ??= new ServerCalls(link, wire, this.#parts);
    this.#calls.handle(id, method, args);
  }

  control(message: unknown): void {
    if (this.packets$.observed) this.packets$.next(message);
    this.#controls?.add(message);
  }

  answer(frame: Frame, message: unknown): void {
    if (this.packets$.observed) this.packets$.next(message);
    checkFrame('read', frame);
    this.connection?.link.send(frame);
  }

  override complete(): void {
    super.complete();
    this.subscriptions?.complete();
  }
}
