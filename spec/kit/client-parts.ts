import type { Observable } from 'rxjs';
import { type BeamChatOptions, resolveOptions } from '../../lib/beam/options.js';
import { type ClientParts, type ClientSetUp, createParts } from '../../lib/client/client-parts.js';
import type { Closed, Farewell } from '../../lib/link/link.js';
import { arrayPacket, arrayProtocol, HelloSetUp } from '../protocol/second-protocol.js';
import { ADDRESSES, CALM, stageSockets } from './array-client.js';

interface Given {
  readonly options?: BeamChatOptions;
  /** What the set-up does instead of a hello. */
  readonly setUp$?: Observable<boolean>;
  /** How an open socket is left. */
  readonly farewell?: Farewell;
}

const setUpOf = (authenticated$: Observable<boolean>): ClientSetUp => ({
  needsNewJoin: false,
  reset: () => {},
  steps: () => [{ waitsFor: 'the set-up', authenticated$ }],
});

/** What the stages of one client share, without a lifecycle: the spec owns the sockets, and reads what they report. */
export const stageParts = ({ options = {}, setUp$, farewell }: Given = {}) => {
  const sockets = stageSockets();
  const closed: Closed[] = [];
  const resolved = resolveOptions({ ...CALM, WebSocketCtor: sockets.WebSocketCtor, ...options });
  const shared = createParts<ClientSetUp>(ADDRESSES, resolved, arrayProtocol, {
    setUp: parts => (setUp$ === undefined ? new HelloSetUp(parts, 'ada') : setUpOf(setUp$)),
    packet: arrayPacket,
  });
  const client: ClientParts = {
    ...shared,
    sockets: {
      closeObserver: { next: info => closed.push(info) },
      farewell: () => farewell,
      takeClosed: () => closed.at(-1),
    },
  };
  const errors: Error[] = [];
  client.announcements.errors$.subscribe(error => errors.push(error));
  /** Makes a call; what it leads to is not asked for. */
  const call = (method: string): void => {
    const request = { method, args: [], options: {}, whenDown: 'spool' } as const;
    client.factory.create(request, { resolve: () => {}, reject: () => {} });
  };
  return { client, sockets, closed, errors, call };
};
