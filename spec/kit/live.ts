import { firstValueFrom, fromEventPattern, merge, mergeMap, NEVER, type Observable, throwError, timeout } from 'rxjs';
import { BeamChat, type BeamChatOptions, type Join, type JoinUser } from '../../lib/index.js';
import { ChatServer, type ChatServerOptions, type Received } from '../../lib/server/index.js';

export const CHANNEL = 42;
/** The longest that a live spec waits for any one thing, in ms: a deadline, never a wait. */
export const DEADLINE = 5_000;

/** The next value of a stream. */
export const next = <T>(stream$: Observable<T>, what = 'a value', deadline = DEADLINE): Promise<T> =>
  firstValueFrom(
    stream$.pipe(timeout({ first: deadline, with: () => throwError(() => new Error(`no ${what} in ${deadline} ms`)) })),
  );

/** What Node's emitter and that of browsers have in common. */
interface Emitter {
  on(name: string, listener: (value: unknown) => void): unknown;
  off(name: string, listener: (value: unknown) => void): unknown;
}

/** The next event of an emitter: its first argument. An `error` that comes instead rejects. */
export const nextEvent = (emitter: Emitter, name: string): Promise<unknown> => {
  const told = (of: string): Observable<unknown> =>
    fromEventPattern(
      listener => emitter.on(of, listener),
      listener => emitter.off(of, listener),
      value => value,
    );
  const failed = name === 'error' ? NEVER : told('error').pipe(mergeMap(error => throwError(() => error)));
  return next(merge(told(name), failed), name);
};

/** How a promise is rejected. */
export const rejection = async (promise: PromiseLike<unknown>): Promise<unknown> => {
  const failed = await Promise.resolve(promise).then(
    value => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in failed) return failed.error;
  throw new Error(`it should have been rejected, and gave ${JSON.stringify(failed.value)}`);
};

/** Chance that leads to the first address, and makes every wait 0 ms. */
export const FIRST: BeamChatOptions = { random: () => 0 };

export interface JoinReply extends Join {
  readonly authkey: string;
  readonly user: JoinUser;
}

/** A server for one spec, and what is closed after it. */
export class Stage {
  #server: ChatServer | undefined;
  readonly #closables: { close(): Promise<void> }[] = [];
  /** Every call that the server received. */
  readonly received: Received[] = [];

  get server(): ChatServer {
    if (this.#server === undefined) throw new Error('the stage is not open');
    return this.#server;
  }

  async open(options: ChatServerOptions = {}): Promise<void> {
    this.#server = await ChatServer.listen({ endpoints: 2, ...options });
    this.#server.received$.subscribe(received => this.received.push(received));
  }

  /** Closes what was opened, in any state it may be in. */
  async close(): Promise<void> {
    await Promise.all(this.#closables.splice(0).map(each => each.close()));
    await this.#server?.close();
    this.#server = undefined;
    this.received.length = 0;
  }

  /** To be closed with the stage. */
  with<T extends { close(): Promise<void> }>(closable: T): T {
    this.#closables.push(closable);
    return closable;
  }

  async join(user: string): Promise<JoinReply> {
    const response = await fetch(this.server.joinUrl(CHANNEL, user));
    return (await response.json()) as JoinReply;
  }

  /** The functions that let a client join as a user, with a new authkey each time. */
  joining(user: string) {
    return [
      () => this.join(user),
      { auth: (join: Join) => [CHANNEL, (join as JoinReply).user.id, join.authkey] as const },
    ] as const;
  }

  /** A client that joined as a user, connected. */
  async connect(user = 'ada', options: BeamChatOptions = {}): Promise<BeamChat> {
    const [addresses, auth] = this.joining(user);
    const chat = this.with(new BeamChat(addresses, { ...FIRST, ...auth, ...options }));
    const connected = next(chat.connected$, 'session');
    chat.boot();
    await connected;
    return chat;
  }

  /** Stops the endpoint that a client is on, and waits until it has noticed. */
  async stopUnder(chat: BeamChat): Promise<number> {
    const { address } = chat.status;
    const index = this.server.endpoints.indexOf(address ?? '');
    const noticed = next(chat.reconnecting$, 'loss');
    const stopped = this.server.endpoint(index).stop();
    this.with({ close: () => stopped });
    // Not for the server: the client may be connected again before that says that it is done.
    await noticed;
    return index;
  }

  /** The arguments of each call of a method that the server received. */
  receivedOf(method: string): unknown[] {
    return this.received.map(({ packet }) => packet).filter(packet => packet.method === method);
  }
}

/** A stage around each spec of the suite. */
export const onStage = (options: ChatServerOptions = {}): Stage => {
  const stage = new Stage();
  beforeEach(() => stage.open(options));
  afterEach(() => stage.close());
  return stage;
};
