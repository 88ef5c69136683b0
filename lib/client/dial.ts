import type { Observable } from 'rxjs';
import { type Dialling, hedge } from '../link/hedge.js';
import { holdUntilWelcome } from '../link/hold-until-welcome.js';
import type { Link } from '../link/link.js';
import type { Alternatives, Attempt } from '../link/retry-policy.js';
import { openSocket } from '../link/socket.js';
import type { Wire } from '../protocol/protocol.js';
import { welcomeOf } from '../protocol/welcome.js';
import { redactAddress } from '../text/redact-address.js';
import { isBounded } from '../timers.js';
import { dialOf } from './client-dial.js';
import type { ClientParts } from './client-parts.js';

/** What the stages of one connection know of it. The address is without its secrets, and another one if a second dial wins. */
export type Place = Pick<Attempt, 'join'> & { address: string; waitsFor?: string };

export const placeOf = ({ address, join }: Attempt): Place => ({ join, address: redactAddress(address) });

/**
 * The socket of an attempt. With the option `hedge`, the next address is dialled too if this one is not welcomed in time: then
 * the link is that of the socket which was welcomed first, and is emitted once it is.
 */
export const dial = (
  client: ClientParts,
  attempt: Attempt,
  wire: Wire,
  place: Place,
  alternatives: Alternatives,
): Observable<Link> => {
  const { hedge: ms } = client.options;
  if (!isBounded(ms)) return openSocket(dialOf(client, attempt, wire));
  if (client.protocol.welcome !== undefined) place.waitsFor = 'the welcome';
  const open = (at: Attempt, dialling: Dialling) => openWelcomed(client, at, wire, dialling);
  const onMove = (to: Attempt) => {
    place.address = redactAddress(to.address);
  };
  // How its socket closed says nothing of the other one, which may fail before it opens.
  const onFailed = () => client.sockets.takeClosed();
  const onLost = (loser: Attempt) => client.activity.hedgeLost(redactAddress(loser.address));
  return hedge({ attempt, ms, alternatives, open, onFailed, onLost, onMove });
};

const openWelcomed = (client: ClientParts, attempt: Attempt, wire: Wire, dialling: Dialling): Observable<Link> => {
  const link$ = openSocket(dialOf(client, attempt, wire, dialling));
  const isWelcome = welcomeOf(client.protocol);
  return isWelcome === undefined ? link$ : link$.pipe(holdUntilWelcome(isWelcome));
};
