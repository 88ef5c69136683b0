import { BehaviorSubject, distinct, filter, firstValueFrom, map, merge, Subject, Subscription, timer } from 'rxjs';
import {
  AuthenticationFailedError,
  type BeamChat,
  CallError,
  type CloseOptions,
  type MethodPacket,
  type Packet,
} from '../../index.js';
import { messageOf } from '../cli-error.js';
import type { ChatOutput } from './chat-output.js';
import { Messages } from './messages.js';
import type { Intent } from './parse-line.js';
import { SpooledLines } from './spooled-lines.js';

/** What a call costs besides its text, in characters: its record, its packet and its promise. */
const CALL_SIZE = 1_000;

/** Connects a client with the user: typed lines go in, and everything to show comes out. */
export class Conversation {
  readonly output$ = new Subject<ChatOutput>();
  /** The size of the typed lines that wait for an answer, in characters. */
  readonly waiting$ = new BehaviorSubject(0);
  /** How many typed lines failed. */
  failed = 0;
  /** Whether a connection was ever established. */
  connected = false;
  readonly #client: BeamChat;
  readonly #messages: Messages;
  readonly #spooled = new SpooledLines();
  readonly #subscriptions = new Subscription();
  /** The line that is being sent now: tells the spooled call of a typed line from those of the program itself. */
  #typed: string | undefined;

  constructor(client: BeamChat, historyCount: number) {
    this.#client = client;
    this.#messages = new Messages(client, historyCount);
  }

  get status$() {
    return this.#client.status$;
  }

  /** How many typed lines wait for a connection. */
  get spooled$() {
    return this.#spooled.count$;
  }

  /** Boots the client. It requests the history first, so that the reply comes before those to typed lines. */
  start(): void {
    const { packets$, errors$, spooled$, sent$, connected$ } = this.#client;
    const messages$ = errors$.pipe(
      filter(error => !(error instanceof AuthenticationFailedError)),
      map(messageOf),
      distinct(undefined, connected$),
    );
    for (const subscription of [
      this.#messages.output$.subscribe(this.output$),
      packets$.subscribe(packet => this.#receive(packet)),
      spooled$.subscribe(packet => this.#addSpooled(packet)),
      sent$.subscribe(({ id }) => this.#spooled.remove(id)),
      messages$.subscribe(message => this.#show({ type: 'error', message })),
      connected$.subscribe(() => {
        this.connected = true;
      }),
    ]) {
      this.#subscriptions.add(subscription);
    }
    this.#client.boot();
    this.#subscriptions.add(this.#messages.start());
  }

  /** Does what a typed line asks for. The caller handles `quit`. */
  submit(line: string, intent: Intent): void {
    switch (intent.type) {
      case 'call':
        return this.#call(line, intent.method, intent.args);
      case 'help':
        return this.#show({ type: 'help' });
      case 'invalid':
        return this.#fail(line, intent.reason);
      case 'nothing':
      case 'quit':
        return;
      default:
        intent satisfies never;
    }
  }

  /** Leaves once every typed line is sent and answered, or when the time is over. */
  async drain(withinMs: number): Promise<void> {
    const spooled = this.spooled$.value;
    if (spooled > 0) this.#show({ type: 'leaving', spooled, withinMs });
    const attempted$ = this.status$.pipe(filter(({ state }) => state !== 'connecting'));
    await firstValueFrom(merge(timer(withinMs), attempted$));
    await this.leave({ drain: withinMs });
  }

  /** Closes the client, at once by default. */
  async leave(options: CloseOptions = {}): Promise<void> {
    await this.#client.close(options);
    this.#messages.flush();
    this.#subscriptions.unsubscribe();
  }

  #receive(packet: Packet): void {
    if (packet.type !== 'event') return;
    const { event, data } = packet;
    if (event === 'ChatMessage') this.#messages.live(data);
    else if (event !== 'WelcomeEvent') this.#show({ type: 'event', event, data });
  }

  #call(line: string, method: string, args: readonly unknown[]): void {
    this.#typed = line;
    const reply = this.#client.call<unknown>(method, args);
    this.#typed = undefined;
    const size = line.length + CALL_SIZE;
    this.waiting$.next(this.waiting$.value + size);
    const settled = () => this.waiting$.next(this.waiting$.value - size);
    reply.then(
      data => {
        settled();
        this.#succeed(method, data);
      },
      error => {
        settled();
        if (error instanceof CallError) this.#spooled.remove(error.id);
        this.#fail(line, messageOf(error));
      },
    );
  }

  #succeed(method: string, data: unknown): void {
    if (method === 'msg' || method === 'whisper') this.#messages.live(data);
    else if (method === 'history') this.#messages.past(data);
    else this.#show({ type: 'reply', method, data });
  }

  #fail(line: string, message: string): void {
    this.failed += 1;
    this.#show({ type: 'error', message, line });
  }

  #addSpooled({ id, method, arguments: args }: MethodPacket): void {
    const line = this.#typed;
    if (line === undefined) return;
    this.#spooled.add(id);
    // A short wait for the first connection is normal, so it is not shown.
    const { state, attempt } = this.#client.status;
    if (state !== 'connecting' || attempt > 1) this.#show({ type: 'spooled', line, method, arguments: args });
  }

  #show(output: ChatOutput): void {
    this.output$.next(output);
  }
}
