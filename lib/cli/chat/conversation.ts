import { BehaviorSubject, distinct, filter, map, merge, type Observable, Subject, Subscription } from 'rxjs';
import {
  AuthenticationFailedError,
  type BeamChat,
  CallError,
  type CloseOptions,
  type MethodPacket,
  type Packet,
  type Status,
} from '../../index.js';
import type { ChatOutput } from './chat-output.js';
import type { ConversationSettings } from './conversation-settings.js';
import { failureInWords, reportInWords, type Trouble } from './in-words.js';
import { leaveWithin } from './leave-within.js';
import { Messages } from './messages.js';
import type { Intent } from './parse-line.js';
import { SpooledLines } from './spooled-lines.js';
import { Who } from './who.js';

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
  readonly #who: Who;
  readonly #wake: () => void;
  readonly #isPipe: boolean;
  readonly #messages: Messages;
  readonly #spooled = new SpooledLines();
  readonly #subscriptions = new Subscription();
  /** The line that is being sent now: tells the spooled call of a typed line from those of the program itself. */
  #typed: string | undefined;
  /** Whether the chat was joined without a user. */
  #isReader = false;

  constructor(client: BeamChat, { history, people$, isPipe, wake }: ConversationSettings) {
    this.#client = client;
    this.#who = new Who(client, people$);
    this.#wake = wake;
    this.#isPipe = isPipe;
    this.#messages = new Messages(client, history);
  }

  /** The name of the user with an id, if an event or a message named them. */
  readonly nameOf = (id: number | undefined): string | undefined => this.#who.people.nameOf(id);

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
      map(reportInWords),
      distinct(undefined, connected$),
    );
    for (const subscription of [
      this.#messages.output$.subscribe(output => this.#showMessage(output)),
      packets$.subscribe(packet => this.#receive(packet)),
      spooled$.subscribe(packet => this.#addSpooled(packet)),
      sent$.subscribe(({ id }) => this.#spooled.remove(id)),
      messages$.subscribe(message => this.#show({ type: 'error', message })),
      connected$.subscribe(({ authenticated }) => {
        this.connected = true;
        this.#isReader = !authenticated;
      }),
      this.#who.answers$.subscribe(answer => this.#show(answer)),
      this.#who.start(),
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
      case 'who':
        if (this.#client.status.state !== 'connected') this.#showWait({ line });
        return this.#who.ask();
      case 'now':
        return this.#tryNow();
      case 'invalid':
        return this.#fail(line, { message: intent.reason });
      case 'nothing':
      case 'quit':
        return;
      default:
        intent satisfies never;
    }
  }

  /** Leaves once every typed line is sent and answered, or when the time is over. */
  drain(withinMs: number): Observable<void> {
    const spooled = this.spooled$.value;
    if (spooled > 0) this.#show({ type: 'leaving', spooled, withinMs });
    const { status$, closed$ } = this.#client;
    // The history is worth no wait for another connection. Over a pipe, it may be all that is asked for: the first one is.
    const isDown = ({ state }: Status) => state === 'reconnecting' || (state === 'connecting' && !this.#isPipe);
    const lost$ = merge(status$.pipe(filter(isDown)), closed$.pipe(filter(() => this.connected)));
    this.#subscriptions.add(lost$.subscribe(() => this.#messages.requestNoMore()));
    const leave = (options: CloseOptions) => this.leave(options);
    return leaveWithin(withinMs, { status$, answered$: this.#who.answered$, needsConnection: this.#isPipe, leave });
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
        this.#fail(line, failureInWords(error, this.#isReader));
      },
    );
  }

  #succeed(method: string, data: unknown): void {
    if (method === 'msg' || method === 'whisper') this.#messages.own(data);
    else if (method === 'history') this.#messages.past(data);
    else this.#show({ type: 'reply', method, data });
  }

  #fail(line: string, trouble: Trouble): void {
    this.failed += 1;
    this.#show({ type: 'error', ...trouble, line });
  }

  #tryNow(): void {
    const { state, retryAt } = this.#client.status;
    const trying = retryAt !== undefined;
    this.#show({ type: 'now', trying, connected: state === 'connected' });
    if (trying) this.#wake();
  }

  #showMessage(output: ChatOutput): void {
    // The history names people too, so that a later purge of their messages can.
    if (output.type === 'message') this.#who.people.learn('ChatMessage', output.data);
    this.#show(output);
  }

  #addSpooled({ id, method, arguments: args }: MethodPacket): void {
    const line = this.#typed;
    if (line === undefined) return;
    this.#spooled.add(id);
    this.#showWait({ line, method, arguments: args });
  }

  /** A short wait for the first connection is normal, so it is not shown. */
  #showWait(what: Omit<Extract<ChatOutput, { type: 'spooled' }>, 'type'>): void {
    const { state, attempt } = this.#client.status;
    if (state !== 'connecting' || attempt > 1) this.#show({ type: 'spooled', ...what });
  }

  #show(output: ChatOutput): void {
    this.output$.next(output);
  }
}
