import type { Observable } from 'rxjs';
import { addressLists } from '../link/join.js';
import type { Attempt } from '../link/retry-policy.js';
import { retryWithNextAddress } from '../link/retry-with-next-address.js';
import { openSocket } from '../link/socket.js';
import { deliverTo } from '../protocol/deliver-to.js';
import { wireOf } from '../protocol/protocol.js';
import { establish } from '../session/establish.js';
import { keepAlive } from '../session/keep-alive.js';
import type { Session } from '../session/session.js';
import { redactAddress } from '../text/redact-address.js';
import { gate } from '../traffic/gate.js';
import { type ClientParts, dialOf } from './client-parts.js';
import { ReconnectPolicy } from './reconnect-policy.js';

/** From `boot()` to `close()`: emits each session once what was spooled has been sent on it. */
export const river = (client: ClientParts): Observable<Session> =>
  addressLists(client.addresses, client.options.connectTimeout).pipe(
    retryWithNextAddress(attempt => connection(client, attempt), new ReconnectPolicy(client)),
  );

/** One connection, from its dial to its end; errors however it ends. */
const connection = (client: ClientParts, attempt: Attempt): Observable<Session> => {
  const wire = wireOf(client.protocol);
  const address = redactAddress(attempt.address);
  return openSocket(dialOf(client, attempt, wire)).pipe(
    deliverTo(client.demux, wire), // its frames: replies by id, events by name
    establish({ ...attempt, address }, wire, client), // link → session: the protocol's set-up, within connectTimeout
    keepAlive(client.options, client.network$, address), // a silent server, or `offline`, is an error
    gate(client.calls), // sends what was spooled, then lets calls pass while the session lasts
  );
};
