import { firstValueFrom, fromEventPattern, merge, mergeMap, NEVER, type Observable, throwError, timeout } from 'rxjs';
import { BeamChat, type BeamChatOptions, type Join, type JoinUser } from '../../lib/index.js';
import { ChatServer, type ChatServerOptions, type Received } from '../../lib/server/index.js';

export const CHANNEL = 42;
/** The longest that a spec over real sockets waits for any one thing, in ms. */
export const DEADLINE = 5_000;

/** The next value of a stream; rejects if none comes before the deadline. */
export const next = <T>(stream$: Observable<T>, what = 'a value', deadline = DEADLINE): Promise<T> =>
  firstValueFrom(
    stream$.pipe(timeout({ first: deadline, with: () => throwError(() => new Error(`no ${what} in ${deadline} ms`)) })),
  );

/** The methods that Node's emitter and the browser's have in common. */
interface Emitter {
  on(name: string, listener: (value: unknown) => void): unknown;
  off(name: string, listener: (value: unknown) => void): unknown;
}

/** The first argument of an emitter's next event of that name. Rejects if an `error` comes first. */
export const nextEvent = (emitter: Emitter, name: string): Promise<unknown> => {
  const events = (of: string): Observable<unknown> =>
    fromEventPattern(
      listener => emitter.on(of, listener),
      listener => emitter.off(of, listener),
      value => value,
    );
  const failed = name === 'error' ? NEVER : events('error').pipe(mergeMap(error => throwError(() => error)));
  return next(merge(events(name), failed), name);
};

/** The error with which a promise rejects; throws if it resolves. */
export const rejection = async (promise: PromiseLike<unknown>): Promise<unknown> => {
  const failed = await Promise.resolve(promise).then(
    value => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in failed) return failed.error;
  throw new Error(`it should have been rejected, and resolved with ${JSON.stringify(failed.value)}`);
};

/** The client dials the first address first, and every wait is 0 ms. */
export const FIRST_ADDRESS: BeamChatOptions = { random: () => 0 };

export interface JoinReply extends Join {
  readonly authkey: string;
  readonly user: JoinUser;
}

/** The set-up of one spec: a chat server, and everything to be closed after the spec. */
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

  /** Closes everything, in whatever state it is. */
  async close(): Promise<void> {
    await Promise.all(this.#closables.splice(0).map(each => each.close()));
    await this.#server?.close();
    this.#server = undefined;
    this.received.length = 0;
  }

  /** Registers something to be closed after the spec. */
  with<T extends { close(): Promise<void> }>(closable: T): T {
    this.#closables.push(closable);
    return closable;
  }

  async join(user: string): Promise<JoinReply> {
    const response = await fetch(this.server.joinUrl(CHANNEL, user));
    return (await response.json()) as JoinReply;
  }

  /** The functions of addresses and credentials with which a client joins as a user, with a new authkey each time. */
  joining(user: string) {
    return [
      () => this.join(user),
      { auth: (join: Join) => [CHANNEL, (join as JoinReply).user.id, join.authkey] as const },
    ] as const;
  }

  /** A connected client of that user. */
  async connect(user = 'ada', options: BeamChatOptions = {}): Promise<BeamChat> {
    const [addresses, auth] = this.joining(user);
    const chat = this.with(new BeamChat(addresses, { ...FIRST_ADDRESS, ...auth, ...options }));
    const connected = next(chat.connected$, 'session');
    chat.boot();
    await connected;
    return chat;
  }

  /** Stops the endpoint to which a client is connected, and waits until the client has noticed. */
  async stopEndpointOf(chat: BeamChat): Promise<number> {
    const { address } = chat.status;
    const index = this.server.endpoints.indexOf(address ?? '');
    const noticed = next(chat.reconnecting$, 'loss');
    const stopped = this.server.endpoint(index).stop();
    this.with({ close: () => stopped });
    // Does not wait for the server: the client may be connected again before `stop()` resolves.
    await noticed;
    return index;
  }

  /** The arguments of each call of a method that the server received. */
  receivedOf(method: string): unknown[] {
    return this.received.map(({ packet }) => packet).filter(packet => packet.method === method);
  }
}

/** Opens a stage before each spec of the suite and closes it afterwards. */
export const onStage = (options: ChatServerOptions = {}): Stage => {
  const stage = new Stage();
  beforeEach(() => stage.open(options));
  afterEach(() => stage.close());
  return stage;
};
