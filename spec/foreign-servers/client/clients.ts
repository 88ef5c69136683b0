import { map, type Observable, skip } from 'rxjs';
import { RpcClient, type RpcClientOptions } from '../../../lib/index.js';
import { next } from '../../kit/live.js';
import { START_DEADLINE } from '../child.js';

/** Reconnects almost at once. */
const QUICK = { backoff: { initial: 10, max: 50 } };

export interface Clients {
  /** A client that is not booted, and is closed after the spec. */
  make(url: string, options: RpcClientOptions): RpcClient;
  /** The same with a session. */
  connect(url: string, options: RpcClientOptions): Promise<RpcClient>;
}

/** Call it before the hooks that stop servers, so that the clients go first. */
export const clients = (): Clients => {
  const made: RpcClient[] = [];
  afterEach(async () => {
    await Promise.all(made.splice(0).map(client => client.close()));
  });
  const make = (url: string, options: RpcClientOptions) => {
    const client = new RpcClient([url], { ...QUICK, ...options });
    made.push(client);
    return client;
  };
  const connect = async (url: string, options: RpcClientOptions) => {
    const client = make(url, options);
    await session(client.boot());
    return client;
  };
  return { make, connect };
};

/** The session that the client has, or else its next one. */
export const session = (client: RpcClient): Promise<unknown> => next(client.connected$, 'session');

/** Does what ends the connection, and waits until the client has noticed. */
export const lose = async (client: RpcClient, how: () => unknown): Promise<void> => {
  const lost = next(client.reconnecting$, 'loss');
  await how();
  await lost;
};

/** What a client has no caller for, in order. */
export const errorsOf = (client: RpcClient): unknown[] => gather(client.errors$);

/** The method and arguments of each call that was sent from now on, in order. */
export const sentBy = (client: RpcClient): unknown[] =>
  gather(client.sent$.pipe(map(({ method, args }) => [method, args])));

/** Does what ends the connection, and waits for the session after it. */
export const reconnect = async (client: RpcClient, how: () => unknown): Promise<void> => {
  const established = next(client.connected$.pipe(skip(1)), 'session', START_DEADLINE);
  await Promise.all([lose(client, how), established]);
};

/** Every value from now on. */
export const gather = <T>(values$: Observable<T>): T[] => {
  const values: T[] = [];
  values$.subscribe(value => values.push(value));
  return values;
};
