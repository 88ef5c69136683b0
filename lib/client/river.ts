import type { Observable } from 'rxjs';
import { addressLists } from '../link/join.js';
import type { Alternatives, Attempt } from '../link/retry-policy.js';
import { retryWithNextAddress } from '../link/retry-with-next-address.js';
import { deliverTo } from '../protocol/deliver-to.js';
import { wireOf } from '../protocol/protocol.js';
import { establish } from '../session/establish.js';
import { keepAlive } from '../session/keep-alive.js';
import type { Session } from '../session/session.js';
import { gate } from '../traffic/gate.js';
import { paceFrames } from '../traffic/pace-frames.js';
import type { ClientParts } from './client-parts.js';
import { dial, placeOf } from './dial.js';
import { ReconnectPolicy } from './reconnect-policy.js';

/** Runs from `boot()` to `close()`. Emits each session after sending the spooled calls on it. */
export const river = (client: ClientParts): Observable<Session> =>
  addressLists(client.addresses, client.options.connectTimeout).pipe(
    retryWithNextAddress((attempt, others) => connection(client, attempt, others), new ReconnectPolicy(client)),
  );

/** One connection, from its dial to its end; errors however it ends. */
const connection = (client: ClientParts, attempt: Attempt, others: Alternatives): Observable<Session> => {
  const wire = wireOf(client.protocol);
  const place = placeOf(attempt);
  return dial(client, attempt, wire, place, others).pipe(
    paceFrames(client.calls.limits), // with `inWindow`: counts what is sent, and holds back what is too much
    deliverTo(client.demux, wire), // its frames: replies by id, events by name
    establish(place, wire, client), // link → session: the protocol's set-up, within connectTimeout
    keepAlive(client.options, client.network$, place), // a silent server, or `offline`, is an error
    gate(client.calls), // sends what was spooled, then lets calls pass while the session lasts
  );
};
