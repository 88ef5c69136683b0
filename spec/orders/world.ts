import { Subject } from 'rxjs';
import { BeamChat, type BeamChatOptions, type CloseOptions } from '../../lib/index.js';
import { type Handler, Journal, sayPacket } from './journal.js';
import { type Temper, TemperedSocket } from './tempered-socket.js';
import { VirtualClock } from './virtual-clock.js';

/** What a handler does, once. */
export const DEEDS = ['close()', 'boot()', "call('msg')", 'close(), boot()'] as const;
export type Deed = (typeof DEEDS)[number];

export interface Acting {
  readonly on: Handler;
  readonly deed: Deed;
}

const ADDRESSES = ['ws://a.test', 'ws://b.test'];

/** A client, its sockets and its journal, in virtual time. */
export class World {
  readonly clock = new VirtualClock();
  readonly journal = new Journal(
    address => address.replace('ws://', '').replace('.test', ''),
    handler => this.#act(handler),
    () => this.clock.now,
  );
  readonly sockets: TemperedSocket[] = [];
  readonly wake$ = new Subject<unknown>();
  readonly chat: BeamChat;
  /** Of the sockets to come; those after them accept. */
  tempers: Temper[] = [];
  /** What `shouldReconnect` answers. */
  wanted = true;
  #acting: Acting | undefined;

  constructor(options: BeamChatOptions) {
    this.clock.install();
    const dial = (url: string) => this.#dial(url);
    this.chat = new BeamChat(ADDRESSES, {
      random: () => 0.5,
      pingInterval: Number.POSITIVE_INFINITY,
      wake$: this.wake$,
      shouldReconnect: ({ address, code, opened }) => {
        this.journal.note(`shouldReconnect ${this.journal.name(address)} ${code}${opened ? ', opened' : ''}`);
        this.#act('shouldReconnect');
        return this.wanted;
      },
      WebSocketCtor: class {
        constructor(url: string) {
          // biome-ignore lint/correctness/noConstructorReturn: what is dialled is the socket of this world
          return dial(url);
        }
      } as unknown as NonNullable<BeamChatOptions['WebSocketCtor']>,
      ...options,
    });
    this.journal.watch(this.chat);
  }

  #dial(url: string): TemperedSocket {
    const number = this.sockets.length + 1;
    this.journal.note(`socket ${number} dials ${new URL(url).hostname.replace('.test', '')}`);
    const socket = new TemperedSocket(this.tempers.shift() ?? 'accepts', what =>
      this.journal.note(`socket ${number} ${what}`),
    );
    this.sockets.push(socket);
    return socket;
  }

  get socket(): TemperedSocket {
    const newest = this.sockets.at(-1);
    if (newest === undefined) throw new Error('no socket was dialled');
    return newest;
  }

  pass(ms: number): Promise<void> {
    return this.clock.pass(ms);
  }

  /** From here on a handler acts, the first time that it is told. */
  arm(acting: Acting | undefined): void {
    this.#acting = acting;
  }

  /** Whether the handler that was to act was never told. */
  get isArmed(): boolean {
    return this.#acting !== undefined;
  }

  #act(handler: Handler): void {
    if (this.#acting?.on !== handler) return;
    const { deed } = this.#acting;
    this.#acting = undefined;
    if (deed.startsWith('close()')) this.close();
    if (deed.endsWith('boot()')) this.boot();
    if (deed === "call('msg')") this.#nested("call('msg')", () => this.journal.promise('call msg', this.#call('msg')));
  }

  boot(): void {
    this.#nested('boot()', () => this.chat.boot());
  }

  close(options?: CloseOptions): void {
    const name = options === undefined ? 'close()' : `close(${JSON.stringify(options)})`;
    this.#nested(name, () => this.journal.promise(name, this.chat.close(options)));
  }

  /** Shows what is told while a method runs. */
  #nested(name: string, act: () => void): void {
    this.journal.note(`> ${name}`);
    act();
    this.journal.note(`< ${name}`);
  }

  #call(method: string, options?: { readonly noReply: boolean }): Promise<unknown> {
    return this.chat.call<string>(method, [], options);
  }

  /** One call of each kind. */
  calls(label: string): void {
    this.journal.call$(label, this.chat.call$<string>(label, []));
    this.journal.promise(`call ${label}`, this.#call(label));
    this.journal.call$(`history, ${label}`, this.chat.call$<string>('history', [1]));
    this.journal.promise(`call noReply, ${label}`, this.#call('noReply', { noReply: true }));
  }

  /** How things stand. */
  summary(): string[] {
    const { state, attempt } = this.chat.status;
    const live = this.sockets.filter(each => each.isLive).length;
    const wires = this.sockets.map(({ wire }, at) => `= wire ${at + 1}: ${wire.map(sayPacket).join(' ') || 'nothing'}`);
    return [...wires, `= ${state} #${attempt}, live sockets: ${live}`];
  }

  /** Closes, and gives what is left then. */
  async end(): Promise<string[]> {
    await Promise.all([this.chat.close(), this.pass(5_000)]);
    const { pending } = this.clock;
    return [
      ...(pending === 0 ? [] : [`= LEFT: ${pending} timers`]),
      ...(this.wake$.observed ? ['= LEFT: wake$ is subscribed to'] : []),
      ...(this.sockets.some(each => each.isLive) ? ['= LEFT: a live socket'] : []),
    ];
  }
}
