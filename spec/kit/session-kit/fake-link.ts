import { asyncScheduler, EMPTY, NEVER, type Observable, tap } from 'rxjs';
import type { Link } from '../../../lib/link/link.js';

/** A link whose frames are given as an Observable, such as a marble diagram. It notes each send and ping. */
export const fakeLink = (
  frames$: Observable<unknown> = EMPTY,
  note: (what: string) => void = () => {},
  over: Partial<Link> = {},
): Link => {
  let heardAt = 0;
  let heard = 0;
  return {
    address: 'wss://chat.test',
    frames$: frames$.pipe(
      tap(() => {
        heardAt = asyncScheduler.now();
        heard += 1;
      }),
    ),
    isOpen: () => true,
    segment: () => undefined,
    afterPromises: () => {},
    bufferedAmount: () => 0,
    heardAt: () => heardAt,
    heard: () => heard,
    send: text => {
      note(`send ${text}`);
      return true;
    },
    ping: () => {
      note('ping');
      return true;
    },
    pong$: NEVER,
    ...over,
  };
};
