import type { Observable } from 'rxjs';
import type { BeamChat } from '../beam-chat.js';
import type { RpcClient } from '../rpc-client.js';
import type { Handler } from '../traffic/handlers.js';
import { inZone, streamsInZone } from './in-zone.js';
import type { AngularPlatform } from './platform.js';

type Method<Result = unknown> = (...args: unknown[]) => Result;

/** Methods to call outside the zone. Their promises may be awaited in any zone. */
const STARTING = ['boot', 'call', 'auth', 'optOutEvents', 'ping', 'close'] as const;
/** Methods whose streams emit inside it. */
const STREAMING = ['events$', 'call$', 'subscribe$'] as const;

/**
 * Makes a client work outside Angular's zone and emit inside it. So its sockets and timers do not keep the app unstable, and each
 * value triggers change detection. Handlers run inside the zone; the code after an `await` runs in the zone of the `await`. On
 * the server, the client never connects.
 */
export const zoneAware = <C extends BeamChat | RpcClient>(client: C, { zone, isBrowser }: AngularPlatform): C => {
  const replace = <Result>(names: readonly string[], by: (method: Method<Result>) => Method): void => {
    const methods = client as unknown as Record<string, Method<Result> | undefined>;
    for (const name of names) {
      const method = methods[name]?.bind(client);
      if (method !== undefined) Object.assign(client, { [name]: by(method) });
    }
  };
  replace(
    STARTING,
    start =>
      (...args) =>
        zone.runOutsideAngular(() => start(...args)),
  );
  replace<Observable<unknown>>(
    STREAMING,
    stream =>
      (...args) =>
        stream(...args).pipe(inZone(zone)),
  );
  const inside =
    (handler: Handler): Handler =>
    (args, context) =>
      zone.run(() => handler(args, context));
  // What is no function is left to the client, which says so.
  replace(
    ['handle'],
    handle => (method, handler) => handle(method, typeof handler === 'function' ? inside(handler as Handler) : handler),
  );
  if (!isBrowser) replace(['boot'], () => () => client);
  return Object.assign(client, streamsInZone(client, zone));
};
