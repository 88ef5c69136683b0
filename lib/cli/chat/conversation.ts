import {
  BehaviorSubject,
  distinct,
  distinctUntilChanged,
  filter,
  firstValueFrom,
  map,
  merge,
  Subject,
  Subscription,
  timer,
} from 'rxjs';
import {
  AuthenticationFailedError,
  type BeamChat,
  CallError,
  type CloseOptions,
  type MethodPacket,
  type Packet,
  type Status,
} from '../../index.js';
import { reasonOf } from '../failure.js';
import type { Happening } from './happening.js';
import { MessageLog } from './message-log.js';
import type { Intent } from './typed.js';

/** Asked for by ourselves on each connection: nobody typed it. */
const HISTORY = 'history';

/** A client and whoever types: lines go in, and what happens comes out. */
export class Conversation {
  readonly happenings$ = new Subject<Happening>();
  /** How many typed lines wait for a connection. */
  readonly spooled$ = new BehaviorSubject(0);
  /** How many lines came to nothing. */
  failed = 0;
  /** Whether there ever was a connection. */
  connected = false;
  readonly #client: BeamChat;
  readonly #historyCount: number;
  readonly #log = new MessageLog();
  readonly #spooled = new Set<number>();
  readonly #following = new Subscription();
  #catchingUp = false;
  /** The line that the client is taking in right now: what it spools meanwhile is what somebody typed. */
  #typed: string | undefined;

  constructor(client: BeamChat, historyCount: number) {
    this.#client = client;
    this.#historyCount = historyCount;
  }

  get status$() {
    return this.#client.status$;
  }

  /** Boots the client. History is the first thing asked for, here and after each loss, so it is answered first. */
  start(): void {
    const { packets$, errors$, spooled$, sent$, status$, connected$ } = this.#client;
    const following = this.#following;
    following.add(packets$.subscribe(packet => this.#hear(packet)));
    following.add(spooled$.subscribe(packet => this.#wait(packet)));
    following.add(
      connected$.subscribe(() => {
        this.connected = true;
      }),
    );
    following.add(sent$.subscribe(({ id }) => this.#gone(id)));
    const troubles$ = errors$.pipe(
      filter(error => !(error instanceof AuthenticationFailedError)),
      map(reasonOf),
      distinct(undefined, connected$),
    );
    following.add(troubles$.subscribe(message => this.#tell({ type: 'error', message })));
    this.#client.boot();
    this.#catchUp();
    following.add(losses(status$).subscribe(() => this.#catchUp()));
  }

  /** What a typed line asks for is done; whether it was to quit is for the caller. */
  take(line: string, intent: Intent): void {
    switch (intent.wants) {
      case 'call':
        return this.#call(line, intent.method, intent.args);
      case 'help':
        return this.#tell({ type: 'help' });
      case 'correction':
        return this.#fail(line, intent.why);
      case 'nothing':
      case 'quit':
        return;
      default:
        intent satisfies never;
    }
  }

  /** Leaves when what waits was sent and answered, but no later than told. */
  async drain(withinMs: number): Promise<void> {
    const spooled = this.#spooled.size;
    const { status$ } = this.#client;
    if (spooled > 0) this.#tell({ type: 'leaving', spooled, withinMs });
    await firstValueFrom(merge(timer(withinMs), status$.pipe(filter(({ state }) => state !== 'connecting'))));
    await this.leave({ drain: withinMs });
  }

  /** Leaves at once, or as told. */
  async leave(options: CloseOptions = {}): Promise<void> {
    await this.#client.close(options);
    if (this.#catchingUp) this.#show(this.#log.release([]));
    this.#following.unsubscribe();
  }

  #hear(packet: Packet): void {
    if (packet.type !== 'event') return;
    const { event, data } = packet;
    if (event === 'ChatMessage') return this.#say(data);
    if (event !== 'WelcomeEvent') this.#tell({ type: 'event', event, data });
  }

  #say(message: unknown): void {
    for (const data of this.#log.live(message)) this.#tell({ type: 'message', past: false, data });
  }

  #show({ past, live }: { past: readonly unknown[]; live: readonly unknown[] }): void {
    for (const data of past) this.#tell({ type: 'message', past: true, data });
    for (const data of live) this.#tell({ type: 'message', past: false, data });
  }

  /** One at a time: on its way when the connection is lost, it is sent again with the next. */
  #catchUp(): void {
    if (this.#catchingUp || this.#historyCount === 0) return;
    this.#catchingUp = true;
    this.#log.hold();
    const done = (history: readonly unknown[]) => {
      this.#catchingUp = false;
      this.#show(this.#log.release(history));
    };
    this.#client.call(HISTORY, [this.#historyCount], { resend: true }).then(
      history => done(listIn(history)),
      error => {
        done([]);
        if (isOfServer(error)) this.#tell({ type: 'error', message: reasonOf(error) });
      },
    );
  }

  #call(line: string, method: string, args: readonly unknown[]): void {
    this.#typed = line;
    const answer = this.#client.call<unknown>(method, args);
    this.#typed = undefined;
    answer.then(
      data => this.#answered(method, data),
      error => this.#refused(line, error),
    );
  }

  #answered(method: string, data: unknown): void {
    if (method === 'msg' || method === 'whisper') this.#say(data);
    else if (method === HISTORY) this.#show({ past: listIn(data), live: [] });
    else this.#tell({ type: 'reply', method, data });
  }

  #refused(line: string, error: unknown): void {
    if (error instanceof CallError) this.#gone(error.id);
    this.#fail(line, reasonOf(error));
  }

  #fail(line: string, message: string): void {
    this.failed += 1;
    this.#tell({ type: 'error', message, line });
  }

  #wait({ id, method, arguments: args }: MethodPacket): void {
    const line = this.#typed;
    if (line === undefined) return;
    this.#spooled.add(Number(id));
    this.spooled$.next(this.#spooled.size);
    // That one waits a moment for the first connection is no news.
    const { state, attempt } = this.#client.status;
    if (state !== 'connecting' || attempt > 1) this.#tell({ type: 'spooled', line, method, arguments: args });
  }

  #gone(id: unknown): void {
    if (this.#spooled.delete(Number(id))) this.spooled$.next(this.#spooled.size);
  }

  #tell(happening: Happening): void {
    this.happenings$.next(happening);
  }
}

const listIn = (data: unknown): readonly unknown[] => (Array.isArray(data) ? data : []);

/** Each time that a connection which stood is lost. */
const losses = (status$: BeamChat['status$']) =>
  status$.pipe(
    map(({ state }: Status) => state),
    distinctUntilChanged(),
    filter(state => state === 'reconnecting'),
  );

/** Not for want of a connection. */
const isOfServer = (error: unknown): boolean =>
  error instanceof CallError && error.kind !== 'closed' && error.kind !== 'disconnected';
