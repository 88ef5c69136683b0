import { finalize, of, Subscription } from 'rxjs';
import type { Frame, Wire } from '../index.js';
import { isCancellation, type RunningCall } from './cancellation.js';
import { clientWireOf } from './client-wire.js';
import { heardIn } from './heard.js';
import { endFrame, framesFor } from './served-call.js';
import type { SpokenAction } from './server-action.js';
import { type ServerLog, type ServerRules, writerOf } from './server-rules.js';
import type { ClientCall, ClientMessage } from './server-wire.js';

interface Running extends RunningCall {
  subscription?: { readonly key: unknown };
  readonly work: Subscription;
}

/** The server's end of one connection: answers calls, serves subscriptions, and makes calls. */
export class ServerConnection {
  /** While it is, it answers nothing. */
  isSilent = false;
  readonly #rules: ServerRules;
  readonly #log: ServerLog;
  readonly #send: (frame: Frame) => void;
  readonly #clientWire: Wire | undefined;
  readonly #work = new Subscription();
  readonly #running = new Set<Running>();
  /** The methods of the server's own calls that are not answered yet, by id. */
  readonly #requests = new Map<unknown, string>();
  #lastRequest = 0;
  #lastKey = 0;

  /** @param send - hands a frame to the client, if its socket is open */
  constructor(rules: ServerRules, log: ServerLog, send: (frame: Frame) => void) {
    this.#rules = rules;
    this.#log = log;
    this.#send = send;
    this.#clientWire = rules.protocol && clientWireOf(rules.protocol);
  }

  /** The socket is gone. */
  end(): void {
    this.#work.unsubscribe();
  }

  receive(frame: Frame): void {
    const message = this.#rules.wire.read(frame);
    const isCancelling = this.#cancel(frame, message);
    if (message === undefined) return;
    if (message.type !== 'call') return this.#answered(message);
    this.#log.written(message.method, message.args);
    if (!this.isSilent) this.#serve(message, isCancelling);
  }

  /** Sends a frame of the script, which may make calls of the server: the answers to them are told too. */
  sendRaw(data: unknown): void {
    const { protocol } = this.#rules;
    const text = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    if (protocol !== undefined && (typeof text === 'string' || text instanceof Uint8Array)) {
      for (const [kind, id, method] of heardIn(protocol, text))
        if (kind === 'request') this.#requests.set(id, String(method));
    }
    this.#send(data as Frame);
  }

  say(action: SpokenAction): void {
    const { wire } = this.#rules;
    switch (action.type) {
      case 'event':
        return this.#send(writerOf(wire, 'event')(action.name, action.data));
      case 'item':
        return this.#toSubscriptions(action.method, (key, { call }) => writerOf(wire, 'item')(key, action.item, call));
      case 'end':
        return this.#toSubscriptions(action.method, (key, { call, work }) => {
          work.unsubscribe();
          return endFrame(key, action.error, call, wire);
        });
      case 'request':
        this.#lastRequest += 1;
        this.#requests.set(this.#lastRequest, action.method);
        return this.#send(writerOf(wire, 'request')(this.#lastRequest, action.method, action.args));
      default:
        action satisfies never;
    }
  }

  /** Sends a frame to each subscription that this method has requested. */
  #toSubscriptions(method: string, frameFor: (key: unknown, running: Running) => Frame | undefined): void {
    writerOf(this.#rules.wire, 'item');
    for (const running of [...this.#running]) {
      if (running.call.method !== method || running.subscription === undefined) continue;
      const frame = frameFor(running.subscription.key, running);
      if (frame !== undefined) this.#send(frame);
    }
  }

  /** Stops what the client cancels with this frame; whether it cancels anything. */
  #cancel(frame: Frame, message: ClientMessage | undefined): boolean {
    const { protocol } = this.#rules;
    const wire = this.#clientWire;
    if (protocol === undefined || wire === undefined) return false;
    const cancelled = [...this.#running].find(each => isCancellation(frame, message, each, protocol, wire));
    cancelled?.work.unsubscribe();
    return cancelled !== undefined;
  }

  #serve(call: ClientCall, isCancelling: boolean): void {
    const running: Running = { call, work: new Subscription() };
    const newKey = () => {
      this.#lastKey += 1;
      return `0x${this.#lastKey.toString(16)}`;
    };
    const accepted = (key: unknown) => {
      running.subscription = { key };
    };
    const frames$ = framesFor(call, this.#rules, { newKey, accepted }, isCancelling ? of(true) : undefined);
    if (frames$ === undefined) return;
    this.#running.add(running);
    const ended = finalize<Frame>(() => this.#running.delete(running));
    running.work.add(frames$.pipe(ended).subscribe(frame => this.isSilent || this.#send(frame)));
    this.#work.add(running.work);
  }

  #answered(message: Exclude<ClientMessage, ClientCall>): void {
    const method = this.#requests.get(message.id);
    if (method === undefined) return;
    this.#requests.delete(message.id);
    this.#log.answered(message.type === 'data' ? { method, data: message.data } : { method, error: message.error });
  }
}
