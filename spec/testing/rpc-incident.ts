import { filter, firstValueFrom, map, merge, type Observable, Subject, skip, take, tap, timer } from 'rxjs';
import { type CallOptions, type ClientOptions, RpcClient, type Status } from '../../lib/index.js';
import { ethereum, jsonRpc } from '../../lib/json-rpc/index.js';
import { type Recording, record } from '../../lib/testing/index.js';
import { Chance } from '../chaos/prng.js';
import { next } from '../kit/live.js';
import { IncidentServer } from './rpc-incident-server.js';

const TOPICS = ['heads', 'logs', 'txs'];
const ignore = { error: () => {} };

/** What must be the same: the statuses, the ends, the events, the items and the calls that handlers take. Not their times. */
export const watchRpc = (client: RpcClient): string[] => {
  const log: string[] = [];
  const note = (what: string) => log.push(what);
  const statusText = ({ state, attempt, address, lastError }: Status) =>
    `${state} ${attempt} ${address} ${lastError?.name ?? ''}`;
  client.status$.subscribe(status => note(`status ${statusText(status)}`));
  client.connected$.subscribe(({ session, address }) => note(`session ${session} ${address}`));
  client.reconnecting$.subscribe(({ attempt, delay }) => note(`waits ${delay} for ${attempt}`));
  client.closed$.subscribe(({ code, reason }) => note(`closed ${code} ${reason}`));
  client.errors$.subscribe(({ name }) => note(`error ${name}`));
  client.events$<unknown>('news').subscribe(data => note(`news ${JSON.stringify(data)}`));
  const seen = <T>(what: string, items$: Observable<T>) =>
    items$.pipe(
      tap({
        next: item => note(`${what} ${JSON.stringify(item)}`),
        error: ({ name, kind }) => note(`${what} fails: ${name} ${kind}`),
        complete: () => note(`${what} completes`),
      }),
    );
  const { subscribe$, call$, handle } = RpcClient.prototype;
  const own = client as unknown as Record<string, unknown>;
  own['subscribe$'] = (...args: Parameters<RpcClient['subscribe$']>) =>
    seen(`items of ${args[1]}`, subscribe$.apply(client, args as never));
  own['call$'] = (method: string, args: never, options: CallOptions) =>
    seen(`call of ${method}`, call$.call(client, method, args, options));
  own['handle'] = (method: string, handler: (args: unknown, context: never) => unknown) =>
    handle.call(client, method, (args, context) => {
      note(`asked for ${method} ${JSON.stringify(args)}`);
      return handler(args, context as never);
    });
  return log;
};

export interface RecordedIncident {
  readonly log: readonly string[];
  readonly recording: Recording;
}

/** A client over two real servers that fail at random. */
export const recordedIncident = async (seed: number, last: number): Promise<RecordedIncident> => {
  const chance = new Chance(seed);
  const servers = [await IncidentServer.listen(), await IncidentServer.listen()];
  const random = chance.fork();
  const wake$ = new Subject<void>();
  const options: Partial<ClientOptions> = { backoff: { initial: 4, max: 8 }, pingInterval: 5, resend: ['kept'], wake$ };
  const client = new RpcClient(
    servers.map(({ address }) => address),
    { ...options, protocol: jsonRpc(ethereum), random: random.next },
  );
  const recording = record(client, { last });
  const log = watchRpc(client);
  try {
    await new User(client, servers, chance, wake$).act();
  } finally {
    await client.close();
    await Promise.all(servers.map(server => server.close()));
  }
  return { log, recording };
};

/** Does one thing after the other, and waits for what comes of each. */
class User {
  readonly #client: RpcClient;
  readonly #servers: readonly IncidentServer[];
  readonly #chance: Chance;
  readonly #wake$: Subject<void>;
  readonly #subscribers: { unsubscribe(): void }[] = [];
  #remove: (() => void) | undefined;

  constructor(client: RpcClient, servers: readonly IncidentServer[], chance: Chance, wake$: Subject<void>) {
    this.#client = client;
    this.#servers = servers;
    this.#chance = chance;
    this.#wake$ = wake$;
  }

  async act(): Promise<void> {
    const connected = next(this.#client.connected$, 'session');
    this.#handle();
    if (this.#chance.odds(0.5)) this.#subscribe();
    this.#client.boot();
    await connected;
    for (let left = this.#chance.int(8, 20); left > 0; left -= 1) await this.#one();
  }

  get #server(): IncidentServer {
    return this.#servers.find(({ address }) =>
      address.startsWith(String(this.#client.status.address).split('?')[0] as string),
    ) as IncidentServer;
  }

  get #one(): () => Promise<unknown> {
    const chance = this.#chance;
    return chance.pick<() => Promise<unknown>>([
      () => this.#calls(),
      () => this.#ended('refuse'),
      () => this.#ended('hang', { timeout: 3 }),
      () => this.#cancelled(),
      () => this.#subscribed(),
      async () => this.#subscribers.splice(chance.int(0, 3), 1)[0]?.unsubscribe(),
      () => this.#item(),
      () => this.#end(),
      () => this.#asked(),
      () => this.#news(),
      () => this.#fault(),
      () => this.#fault(),
      async () => this.#wake$.next(),
      () => firstValueFrom(timer(chance.int(0, 12))),
    ]);
  }

  #calls(): Promise<unknown> {
    const made = Array.from({ length: this.#chance.int(1, 5) }, (_, n) =>
      this.#ended(this.#chance.pick(['echo', 'bytes']), this.#chance.odds(0.2) ? { noReply: true } : {}, [n]),
    );
    return Promise.all(made);
  }

  /** The end of a call. */
  #ended(method: string, options: CallOptions = {}, args: readonly unknown[] = []): Promise<void> {
    return new Promise(resolve => {
      const end = () => resolve();
      this.#client.call$<unknown>(method, args, options).subscribe({ error: end, complete: end });
    });
  }

  async #cancelled(): Promise<void> {
    const called = next(this.#server.called$, 'call');
    const call = this.#client.call$<unknown>('hang', { a: 1 }).subscribe(ignore);
    await called;
    call.unsubscribe();
  }

  #subscribe(topic = this.#chance.pick(TOPICS)): void {
    // Longer than the incident: when it ends within the same ms as a call is made, the replay may swap the two.
    const options = this.#chance.odds(0.2) ? { linger: 60_000 } : {};
    this.#subscribers.push(this.#client.subscribe$<unknown>('eth_subscribe', [topic], options).subscribe(ignore));
  }

  async #subscribed(): Promise<void> {
    const isFirst = (topic: string) => this.#servers.every(server => server.topicCount(topic) === 0);
    const topic = this.#chance.pick(TOPICS);
    if (!isFirst(topic)) return void this.#subscribe(topic);
    await this.#received(
      'the first item',
      () => this.#subscribe(topic),
      message => 'method' in message,
    );
  }

  /** Something that the client receives. */
  async #received(what: string, act: () => void, isIt = (_message: object) => true): Promise<void> {
    const received = next(this.#client.packets$.pipe(filter(message => isIt(message as object))), what);
    act();
    await received;
  }

  async #item(): Promise<void> {
    const topic = this.#chance.pick(TOPICS);
    if (this.#server.topicCount(topic) === 0) return;
    await this.#received('an item', () => this.#server.item(topic, this.#chance.int(0, 100)));
  }

  async #end(): Promise<void> {
    const topic = this.#chance.pick(TOPICS);
    if (this.#server.topicCount(topic) === 0) return;
    await this.#received('an end', () => this.#server.end(topic));
  }

  #handle(): void {
    this.#remove = this.#client.handle('ask', args => {
      if (this.#chance.odds(0.3)) throw new Error('no answer');
      return timer(this.#chance.int(0, 3)).pipe(map(() => args));
    });
  }

  async #asked(): Promise<void> {
    if (this.#chance.odds(0.2)) this.#remove = void this.#remove?.();
    else if (this.#remove === undefined) this.#handle();
    const server = this.#server;
    const answered = next(server.answered$, 'an answer');
    server.request('ask', [this.#chance.int(0, 9)]);
    await answered;
  }

  async #news(): Promise<void> {
    const seen = next(merge(this.#client.events$<unknown>('news'), this.#client.errors$).pipe(take(1)), 'news');
    if (this.#chance.odds(0.3)) this.#server.send('no JSON');
    else this.#server.event({ text: `it's "${this.#chance.int(0, 9)}"` });
    await seen;
  }

  /** A lost connection under calls, and what is called meanwhile. */
  async #fault(): Promise<void> {
    const sent = next(this.#server.called$.pipe(filter(method => method === 'kept')), 'the calls');
    for (const method of ['hang', 'kept']) this.#client.call$<unknown>(method).subscribe(ignore);
    await sent;
    const lost = next(this.#client.reconnecting$, 'loss');
    const back = next(this.#client.connected$.pipe(skip(1)), 'session');
    for (const server of this.#servers) server.refusals = this.#chance.int(0, 2);
    this.#server.fail(this.#chance.pick([undefined, 1001, 4000]));
    await lost;
    const called = this.#calls();
    await back;
    await called;
  }
}
