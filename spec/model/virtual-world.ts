import { getEventListeners } from 'node:events';
import { asyncScheduler, Subject, Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { type Client, partsOf } from '../../lib/client/client.js';
import { BeamChat, type BeamChatOptions, type CallOptions } from '../../lib/index.js';
import { mapsMadeBy, withMap } from '../kit/maps-made-by.js';
import { type Answer, Auditor, type Outcome, PLAIN, type Terms } from './auditor.js';
import { type Asked, ScriptedSocket } from './scripted-socket.js';
import type { Act, ANSWERS, CallStep, Handler, Setting, Step } from './steps.js';

/** Calls made by calls made by calls …: so deep, and no deeper. */
const DEEPEST = 6;

/** A client, its sockets and all that watch it, in a virtual time that the steps move. */
export class VirtualWorld {
  readonly auditor: Auditor;
  readonly chat: BeamChat;
  readonly #scheduler: TestScheduler;
  readonly #setting: Setting;
  readonly #sockets: ScriptedSocket[] = [];
  readonly #maps: readonly Map<unknown, unknown>[];
  readonly #wake$ = new Subject<unknown>();
  readonly #watching = new Subscription();
  readonly #calls: { readonly subscription: Subscription; readonly tag: number; over: boolean; made: boolean }[] = [];
  readonly #signals: { readonly controller: AbortController; readonly tag: number }[] = [];
  readonly #promises: { readonly tag: number | undefined; readonly promise: Promise<unknown> }[] = [];
  #armed: { readonly on: Handler; readonly act: Act }[] = [];
  #tags = 0;
  #answers = 0;
  #ends = 0;
  #garbage = 0;
  #badMessages = 0;
  #depth = 0;
  #isWithinClose = false;

  constructor(setting: Setting, scheduler: TestScheduler) {
    this.#setting = setting;
    this.#scheduler = scheduler;
    const { limit, ttl, welcome } = setting;
    this.auditor = new Auditor({ limit, most: limit, ttl, welcome, exact: true, seesAll: true }, () =>
      asyncScheduler.now(),
    );
    const { made, maps } = mapsMadeBy(() => {
      const chat = new BeamChat(this.#addresses(), this.#options());
      withMap(partsOf(chat as unknown as Client).demux.replies);
      return chat;
    });
    this.chat = made;
    this.#maps = maps;
    if (setting.auth !== 'none') this.auditor.remembers(setting.auth);
    this.#watch();
  }

  #addresses() {
    const { addresses, asked } = this.#setting;
    const list = Array.from({ length: addresses }, (_, at) => `wss://chat-${at}.test`);
    return asked ? () => list : list;
  }

  #options(): BeamChatOptions {
    const { likeNode, auth, limit, ttl, overflow, callTimeout, pingInterval, welcome, resend } = this.#setting;
    let chance = this.#setting.chance;
    const random = () => {
      chance = (chance * 1_103_515_245 + 12_345) % 2 ** 31;
      return chance / 2 ** 31;
    };
    const given = [1, 2, 'key'] as const;
    const make = () => {
      const socket = new ScriptedSocket(this.#sockets.length, this.auditor, likeNode);
      this.#sockets.push(socket);
      return socket;
    };
    return {
      auth: { none: undefined, given, function: () => given }[auth],
      spool: { limit, ttl, overflow },
      callTimeout,
      pingInterval,
      welcome,
      resend,
      random,
      wake$: this.#wake$,
      shouldReconnect: () => this.#shouldReconnect(),
      WebSocketCtor: class {
        constructor() {
          // biome-ignore lint/correctness/noConstructorReturn: what is dialled is the scripted one
          return make();
        }
      } as never,
    };
  }

  #shouldReconnect(): boolean {
    this.#ends += 1;
    if (this.#ends !== this.#setting.enoughAfter) return true;
    this.auditor.closing();
    return false;
  }

  #watch(): void {
    const { chat, auditor } = this;
    const on = (handler: Handler) => () => this.#react(handler);
    const watching = this.#watching;
    chat.errors$.subscribe(error => {
      auditor.errored(error);
      if (error.name === 'BadMessageError') this.#badMessages += 1;
    });
    chat.connected$.subscribe(({ session }) => auditor.connected(session));
    chat.closed$.subscribe(({ address }) => auditor.closed(address, this.#isWithinClose));
    chat.status$.subscribe(({ state }) => state === 'closed' && auditor.isClosed());
    watching.add(chat.status$.subscribe(on('status$')));
    watching.add(chat.connected$.subscribe(on('connected$')));
    watching.add(chat.reconnecting$.subscribe(on('reconnecting$')));
    watching.add(chat.closed$.subscribe(on('closed$')));
    watching.add(chat.packets$.subscribe(on('packets$')));
    watching.add(chat.sent$.subscribe(on('sent$')));
    watching.add(chat.spooled$.subscribe(on('spooled$')));
    watching.add(chat.errors$.subscribe(on('errors$')));
    watching.add(chat.events$<unknown>('Something').subscribe(on('events$')));
  }

  #react(handler: Handler): void {
    const armed = this.#armed.find(({ on }) => on === handler);
    if (armed === undefined || this.#depth >= DEEPEST) return;
    this.#armed = this.#armed.filter(each => each !== armed);
    this.auditor.log.push(`(from a handler of ${handler})`);
    this.#depth += 1;
    this.act(armed.act);
    this.#depth -= 1;
  }

  pass(ms: number): void {
    const to = this.#scheduler.frame + ms;
    this.#scheduler.maxFrames = to;
    this.#scheduler.flush();
    this.#scheduler.frame = to;
  }

  take(step: Step): void {
    const socket = this.#sockets.at(-1);
    switch (step.do) {
      case 'pass':
        return this.pass(step.ms);
      case 'arm':
        this.#armed.push(step);
        return;
      case 'establish':
        return this.#establish();
      case 'ghost':
        return this.#haunt(step.pick, step.how);
      default:
        return isServerStep(step) ? socket && this.#serve(socket, step) : this.act(step as Act);
    }
  }

  act(act: Act): void {
    const { chat, auditor } = this;
    switch (act.do) {
      case 'boot':
        auditor.booted();
        chat.boot();
        return;
      case 'close':
        auditor.closing();
        return this.#close();
      case 'drain':
        auditor.closing(chat.status.state !== 'idle');
        return this.#promised(chat.close({ drain: act.ms }));
      case 'auth':
        return this.#setUpCall('auth', 'auth', tag => [1, 2, `key#${tag}`]);
      case 'optOut': {
        return this.#setUpCall('optOut', 'optOutEvents', tag => [`Event#${tag}`]);
      }
      case 'ping':
        return this.#promised(chat.ping());
      case 'call':
        return this.#call(act.call);
      case 'unsubscribe':
        return this.#unsubscribe(act.pick);
      case 'abort':
        return this.#abort(act.pick);
      case 'wake':
        this.#wake$.next(act.sign);
    }
  }

  #close(): void {
    const within = this.#isWithinClose;
    this.#isWithinClose = true;
    this.#promised(this.chat.close());
    this.#isWithinClose = within;
  }

  #tag(terms: Terms): number {
    this.#tags += 1;
    this.auditor.made(this.#tags, terms);
    return this.#tags;
  }

  /** The same as `auth()` and `optOutEvents()`, but that an Observable tells when it settles, and can be cancelled. */
  #setUpCall(kind: Terms['kind'], method: string, args: (tag: number) => readonly unknown[]): void {
    const { callTimeout } = this.#setting;
    const tag = this.#tag({ ...PLAIN, kind, method, timeout: callTimeout });
    this.#subscribe(tag, method, args(tag), {});
  }

  #call({ method, via, noReply, force, timeout, resend, signal, encodable }: CallStep): void {
    const { callTimeout, resend: resent } = this.#setting;
    const tag = this.#tag({
      kind: 'call',
      method,
      noReply,
      force,
      timeout: timeout ?? callTimeout,
      resend: !force && (resend ?? resent.includes(method)),
      encodable,
      dead: signal === 'dead',
      untimed: via === 'call',
    });
    const controller = new AbortController();
    if (signal === 'dead') controller.abort('dead');
    if (signal === 'live') this.#signals.push({ controller, tag });
    const options: CallOptions = {
      noReply,
      force,
      timeout,
      resend,
      signal: signal === 'none' ? undefined : controller.signal,
    };
    const args = encodable ? [`#${tag}`] : [1n];
    if (via === 'call$') this.#subscribe(tag, method, args, options);
    else this.#promised(this.chat.call(method, args as never, options), tag);
  }

  #subscribe(tag: number, method: string, args: readonly unknown[], options: CallOptions): void {
    const { auditor } = this;
    let data: unknown;
    const settled = (outcome: Outcome) => {
      entry.over = true;
      auditor.settled(tag, outcome);
      this.#react('settled');
    };
    const subscription = new Subscription();
    const entry = { subscription, tag, over: false, made: false };
    this.#calls.push(entry);
    subscription.add(
      this.chat.call$<unknown>(method, args as never, options).subscribe({
        next: each => {
          data = each;
        },
        complete: () => settled({ resolved: data }),
        error: error => settled({ error }),
      }),
    );
    entry.made = true;
    auditor.taken(tag);
  }

  #promised(promise: Promise<unknown>, tag?: number): void {
    this.#promises.push({ tag, promise });
    promise.catch(() => {});
  }

  #unsubscribe(pick: number): void {
    const pending = this.#calls.filter(({ over, made }) => made && !over);
    const call = pending[pick % pending.length];
    if (call === undefined) return;
    call.over = true;
    this.auditor.cancelled(call.tag);
    call.subscription.unsubscribe();
  }

  #abort(pick: number): void {
    const [signal] = this.#signals.splice(pick % Math.max(1, this.#signals.length), 1);
    if (signal === undefined) return;
    this.auditor.aborted(signal.tag);
    signal.controller.abort('enough');
    this.#listenersOf(signal.controller);
  }

  #listenersOf({ signal }: AbortController): void {
    this.auditor.left('listeners on a signal that was aborted', getEventListeners(signal, 'abort').length);
  }

  #establish(): void {
    const { chat } = this;
    const isConnected = () => chat.status.state === 'connected';
    for (let tries = 0; tries < 4 && !isConnected(); tries += 1) {
      const { retryAt } = chat.status;
      if (retryAt !== undefined) this.pass(Math.max(0, retryAt - asyncScheduler.now()));
      const socket = this.#sockets.at(-1);
      if (socket === undefined || socket.left) return;
      socket.opens();
      socket.welcomes();
      for (let rounds = 0; rounds < 5 && !isConnected(); rounds += 1) this.#answerAll(socket);
    }
  }

  #serve(socket: ScriptedSocket, step: Exclude<Step, Act>): void {
    switch (step.do) {
      case 'open':
        return socket.opens();
      case 'welcome':
        return socket.welcomes();
      case 'refuse':
        return socket.fails();
      case 'closing':
        return socket.beginsToClose();
      case 'lose':
        return socket.closes(step.code);
    }
    if (!socket.isOpen) return;
    switch (step.do) {
      case 'answer': {
        const asked = socket.asked[step.pick % socket.asked.length];
        if (asked !== undefined) socket.answers(asked, this.#answer(step.how));
        return;
      }
      case 'answerAll':
        return this.#answerAll(socket);
      case 'duplicate':
        if (socket.answered !== undefined) socket.replies(socket.answered.id, this.#answer('data'));
        return;
      case 'stray':
        return socket.replies(step.id, this.#answer('data'));
      case 'event':
        return socket.hears('{"type":"event","event":"Something","data":1}');
      case 'garbage':
        this.#garbage += 1;
        return socket.hears('garbage');
      case 'pong':
        return socket.pongs();
    }
  }

  #answerAll(socket: ScriptedSocket): void {
    for (const asked of [...socket.asked] as Asked[]) {
      if (socket.isOpen) socket.answers(asked, this.#answer('data'));
    }
  }

  #answer(how: (typeof ANSWERS)[number]): Answer {
    this.#answers += 1;
    const data = { authenticated: true, answer: this.#answers };
    switch (how) {
      case 'data':
        return { error: null, data };
      case 'bare':
        return { data };
      case 'refused':
        return { error: `no ${this.#answers}` };
      case 'trouble':
        return { error: { code: 4006, message: `later ${this.#answers}` } };
    }
  }

  /** Whatever a socket that was left still does changes nothing. */
  #haunt(pick: number, how: 'reply' | 'event' | 'close' | 'fail'): void {
    const left = this.#sockets.filter(socket => socket.left && !socket.isOver);
    const ghost = left[pick % left.length];
    if (ghost === undefined) return;
    this.auditor.log.push(`(the ghost of socket ${ghost.number}: ${how})`);
    if (how === 'close') return ghost.closes(1000);
    if (how === 'fail') return ghost.fails();
    if (how === 'event') return ghost.hears('{"type":"event","event":"WelcomeEvent"}');
    const id = this.#sockets.at(-1)?.asked[0]?.id ?? 0;
    ghost.hears(JSON.stringify({ type: 'reply', id, error: null, data: 'ghost' }));
  }

  check(): void {
    this.auditor.check(this.chat.status);
    let present = 0;
    this.chat.connected$.subscribe(() => (present += 1)).unsubscribe();
    this.auditor.present(present > 0);
    if (this.#badMessages !== this.#garbage) {
      this.auditor.left(`bad frames (of ${this.#garbage}) not reported as such`, this.#garbage - this.#badMessages);
      this.#badMessages = this.#garbage;
    }
  }

  /** Closes, whatever the state, and looks for what is left. */
  end(): void {
    this.#armed = [];
    this.act({ do: 'close' });
    this.pass(1_500);
    this.check();
    this.#watching.unsubscribe();
    const { auditor, chat } = this;
    if (chat.status.state !== 'closed') auditor.left(`state ${chat.status.state}`, 1);
    auditor.left('timers', this.#scheduler.actions.length);
    auditor.left(
      'map entries',
      this.#maps.reduce((sum, { size }) => sum + size, 0),
    );
    auditor.left('listeners of wake$', this.#wake$.observed ? 1 : 0);
    for (const { controller } of this.#signals) {
      auditor.left('listeners on a signal', getEventListeners(controller.signal, 'abort').length);
    }
    this.#scheduler.actions.length = 0;
  }

  /** Once promises have had their turn. */
  async settle(): Promise<void> {
    for (const { tag, promise } of this.#promises) {
      const outcome = await outcomeOf(promise);
      if (outcome === undefined)
        this.auditor.left(`promise of ${tag === undefined ? 'close() or ping()' : `call ${tag}`}`, 1);
      else if (tag !== undefined) this.auditor.settled(tag, outcome);
    }
    this.auditor.over();
    this.auditor.overWithClosed();
  }
}

const PENDING = Symbol('pending');

/** How a promise has settled; undefined when it has not. */
const outcomeOf = async (promise: Promise<unknown>): Promise<Outcome | undefined> => {
  const soon = new Promise(resolve => setImmediate(resolve, PENDING));
  try {
    const resolved = await Promise.race([promise, soon]);
    return resolved === PENDING ? undefined : { resolved };
  } catch (error) {
    return { error };
  }
};

const ACTS: ReadonlySet<string> = new Set<Act['do']>([
  'boot',
  'close',
  'drain',
  'auth',
  'optOut',
  'ping',
  'call',
  'unsubscribe',
  'abort',
  'wake',
]);

const isServerStep = (step: Step): step is Exclude<Step, Act> => !ACTS.has(step.do);

/** Plays the steps in a virtual time of their own, and gives the books with the verdict still to be asked. */
export const playInVirtualTime = async (setting: Setting, steps: readonly Step[]): Promise<VirtualWorld> => {
  const scheduler = new TestScheduler(() => {});
  const world = scheduler.run(() => {
    const made = new VirtualWorld(setting, scheduler);
    for (const step of steps) {
      made.auditor.log.push(`> ${JSON.stringify(step)}`);
      made.take(step);
      made.check();
      if (made.auditor.violations.length > 0) break;
    }
    made.end();
    return made;
  });
  await world.settle();
  return world;
};
