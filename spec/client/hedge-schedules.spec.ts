import { expect } from 'chai';
import { asyncScheduler, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { BeamChat, type WebSocketConstructor } from '../../lib/index.js';
import { Chance } from '../chaos/prng.js';
import { FakeNodeSocket } from '../kit/fake-web-socket.js';
import { frames } from '../rules/kit.js';

const ENDPOINTS = ['ws://a', 'ws://b', 'ws://c'];
/** Until then endpoints fail and handlers act; afterwards only the good endpoint is sure to work. All in ms of virtual time. */
const TROUBLE = 10_000;
const END = 40_000;
const SEEDS = 1_000;
const LIMITS = { hedge: 200, connectTimeout: 1_500, callTimeout: 1_000, backoff: { initial: 100, max: 800 } };

const TEMPERS = [
  'good',
  'slow',
  'hang',
  'refuse',
  'never welcomes',
  'closes at once',
  'closes after the welcome',
] as const;
type Temper = (typeof TEMPERS)[number];

/** A socket with the server behind it. It tells its world whatever happens. */
class ServedSocket extends FakeNodeSocket {
  isWelcomed = false;
  isDropped = false;
  #isAuthenticated = false;

  constructor(
    readonly url: string,
    temper: Temper,
    chance: Chance,
    private readonly world: World,
  ) {
    super(url);
    this.#serve(temper, chance);
  }

  #serve(temper: Temper, chance: Chance): void {
    if (temper === 'hang') return;
    const opensIn = temper === 'slow' ? chance.int(100, 600) : chance.int(0, 20);
    if (temper === 'refuse') return this.#in(chance.int(0, 600), () => this.closes(1006));
    this.#in(opensIn, () => this.opens());
    if (temper === 'never welcomes') return;
    const saysIn = opensIn + (temper === 'slow' ? chance.int(0, 600) : chance.int(0, 20));
    if (temper === 'closes at once') return this.#in(saysIn, () => this.closes(1001));
    this.#in(saysIn, () => {
      this.isWelcomed = true;
      this.receives(frames.welcome);
    });
    if (temper === 'closes after the welcome' || chance.odds(0.3))
      this.#in(
        saysIn + chance.int(0, temper === 'good' ? 5_000 : 30),
        () => this.world.isTroubled && this.closes(1001),
      );
  }

  #in(ms: number, act: () => void): void {
    asyncScheduler.schedule(() => {
      if (!this.isLive) return;
      act();
      this.world.check();
    }, ms);
  }

  get isLive(): boolean {
    return !this.isDropped && this.readyState < 2;
  }

  get isAuthenticated(): boolean {
    return this.#isAuthenticated && this.isLive;
  }

  override send(text: string): void {
    super.send(text);
    this.#isAuthenticated = true;
    this.world.sentOn(this);
    const { id } = JSON.parse(text) as { id: number };
    this.#in(1, () => this.receives(frames.reply(id, { authenticated: true })));
  }

  override terminate(): void {
    this.isDropped = true;
  }

  override leave(): void {
    this.isDropped = true;
    asyncScheduler.schedule(() => this.closes(1000), 5);
  }
}

/** One client, its sockets, and what is wrong. */
class World {
  readonly wrong: string[] = [];
  readonly sockets: ServedSocket[] = [];
  sessions = 0;
  hedges = 0;
  /** Whether the last session that was announced has not been lost. */
  #isPresent = false;
  readonly chat: BeamChat;

  constructor(chance: Chance) {
    const good = chance.pick(ENDPOINTS);
    const wake$ = new Subject<unknown>();
    const dial = (url: string) => this.#dial(url, good, chance);
    const WebSocketCtor = class {
      constructor(url: string) {
        // biome-ignore lint/correctness/noConstructorReturn: what is dialled is the socket of this world
        return dial(url);
      }
    } as unknown as WebSocketConstructor;
    const auth = () => [1, 2, 'k3y'] as const;
    const random = chance.fork().next;
    this.chat = new BeamChat(ENDPOINTS, { ...LIMITS, pingInterval: 0, random, wake$, WebSocketCtor, auth });
    this.#watch();
    this.chat.boot();
    for (let at = 0; at < TROUBLE; at += chance.int(500, 4_000)) {
      const act = chance.pick(['wake', 'offline', 'close and boot', 'nothing'] as const);
      asyncScheduler.schedule(() => this.#act(act, wake$), at);
    }
  }

  get isTroubled(): boolean {
    return asyncScheduler.now() < TROUBLE;
  }

  #dial(url: string, good: string, chance: Chance): ServedSocket {
    const live = this.sockets.filter(each => each.isLive);
    if (live.length > 1) this.#is(`${live.length} sockets were live at a dial`);
    if (live.some(each => each.isWelcomed)) this.#is('a dial beside a welcomed socket');
    this.hedges += live.length;
    const temper = url.startsWith(`${good}/`) || url.startsWith(`${good}?`) ? 'good' : chance.pick(TEMPERS);
    const socket = new ServedSocket(url, temper, chance, this);
    this.sockets.push(socket);
    return socket;
  }

  #watch(): void {
    const { chat } = this;
    chat.connected$.subscribe(({ address }) => {
      if (this.#isPresent) this.#is('a session began before the last one was lost');
      this.#isPresent = true;
      this.sessions += 1;
      const at = this.sockets.find(each => each.isAuthenticated)?.url;
      if (!at?.startsWith(address)) this.#is(`a session at ${address}, and the socket is ${at}`);
      if (chat.status.address !== address) this.#is(`the status names ${chat.status.address} instead of ${address}`);
    });
    chat.closed$.subscribe(() => {
      this.#isPresent = false;
    });
  }

  #act(act: 'wake' | 'offline' | 'close and boot' | 'nothing', wake$: Subject<unknown>): void {
    if (act === 'close and boot') {
      void this.chat.close();
      this.chat.boot();
    } else if (act !== 'nothing') wake$.next(act);
    this.check();
  }

  sentOn(socket: ServedSocket): void {
    if (!socket.isWelcomed) this.#is('something was sent before the welcome');
    if (this.sockets.some(each => each !== socket && each.isLive)) this.#is('something was sent while two were live');
  }

  /** After each turn. */
  check(): void {
    const count = (holds: (socket: ServedSocket) => boolean) =>
      this.sockets.filter(each => each.isLive && holds(each)).length;
    if (count(() => true) > 2) this.#is('three live sockets');
    if (count(each => each.isWelcomed) > 1) this.#is('two welcomed sockets');
    if (count(each => each.isAuthenticated) > 1) this.#is('two authenticated sockets');
  }

  #is(wrong: string): void {
    this.wrong.push(`${asyncScheduler.now()}: ${wrong}`);
  }

  /** The good endpoint may have been lost, but not for long. */
  end(): void {
    if (this.chat.status.state !== 'connected') this.#is(`${this.chat.status.state} at the end`);
    void this.chat.close();
    if (this.sockets.some(each => each.isLive)) this.#is('a live socket after close()');
  }
}

const play = (seed: number): World => {
  const scheduler = new TestScheduler(() => true);
  return scheduler.run(() => {
    const world = new World(new Chance(seed));
    asyncScheduler.schedule(() => world.end(), END);
    scheduler.flush();
    return world;
  });
};

describe('a client that hedges, over endpoints that hang, are slow, refuse, or accept and close', function () {
  this.timeout(60_000);

  it(`R6, R44: in ${SEEDS} schedules it never has two that are welcomed, and always connects while one is good`, () => {
    const wrong: string[] = [];
    let hedges = 0;
    let sessions = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const world = play(seed);
      for (const each of world.wrong) wrong.push(`seed ${seed}, at ${each}`);
      hedges += world.hedges;
      sessions += world.sessions;
    }
    expect(wrong.slice(0, 10)).to.deep.equal([]);
    expect(hedges, 'second dials').to.be.greaterThan(SEEDS);
    expect(sessions).to.be.greaterThan(SEEDS);
  });
});
