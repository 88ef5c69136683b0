import { filter, mergeMap, type Observable } from 'rxjs';
import { delayInOrder } from './delay-in-order.js';
import type { Faults } from './faults.js';
import { swapPairs } from './swap-pairs.js';

/** A reply about to be sent. */
export interface OutgoingReply {
  /** What it answers; undefined for a frame that was no call. */
  method: string | undefined;
  text: string;
}

const isSuppressed = (faults: Faults, { method }: OutgoingReply): boolean => {
  const methods = faults.get('suppressReplies');
  return methods === 'all' || (methods !== undefined && method !== undefined && methods.includes(method));
};

/** What becomes of replies under the faults in force. */
export const disturb = (replies$: Observable<OutgoingReply>, faults: Faults): Observable<OutgoingReply> =>
  replies$.pipe(
    filter(reply => !isSuppressed(faults, reply)),
    swapPairs(() => faults.get('reorderReplies')),
    mergeMap(reply => (faults.has('duplicateReplies') ? [reply, reply] : [reply])),
    delayInOrder(() => faults.get('delayReplies') ?? 0),
  );
