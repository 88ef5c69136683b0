import { filter, mergeMap, type Observable } from 'rxjs';
import { delayInOrder } from './delay-in-order.js';
import type { ActiveFaults } from './faults.js';
import { swapPairs } from './swap-pairs.js';

/** A reply about to be sent. */
export interface OutgoingReply {
  /** The method of the call; undefined if the frame was not a call. */
  method: string | undefined;
  text: string;
}

const isSuppressed = (faults: ActiveFaults, { method }: OutgoingReply): boolean => {
  const methods = faults.get('suppressReplies');
  return methods === 'all' || (methods !== undefined && method !== undefined && methods.includes(method));
};

/** Suppresses, reorders, duplicates and delays replies as the active faults demand. */
export const applyReplyFaults = (
  replies$: Observable<OutgoingReply>,
  faults: ActiveFaults,
): Observable<OutgoingReply> =>
  replies$.pipe(
    filter(reply => !isSuppressed(faults, reply)),
    swapPairs(() => faults.get('reorderReplies')),
    mergeMap(reply => (faults.has('duplicateReplies') ? [reply, reply] : [reply])),
    delayInOrder(() => faults.get('delayReplies') ?? 0),
  );
