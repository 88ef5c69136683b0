import { Observable } from 'rxjs';
import type { Body } from '../protocol/protocol.js';
import { type Reply, type Requester, replyTo } from '../session/request.js';
import type { Call } from '../traffic/call.js';
import type { Calls } from '../traffic/calls.js';

/** The calls of a method that wait for a set-up, oldest first. */
export const waitingCalls = ({ unsettled }: Calls, method: string): readonly Call[] =>
  [...unsettled.waitingForSetUp].filter(call => call.method === method);

/** A method's waiting calls, to be sent as one. */
export interface WaitingGroup {
  /** The call whose id is sent. */
  readonly newest: Call;
  /** The others, which the reply settles too. */
  readonly earlier: readonly Call[];
  /** The arguments that are sent. */
  readonly body: Body;
  /** Whether those are the arguments of all the calls. @default false: only of the newest */
  readonly isUnion?: boolean;
}

/**
 * Sends a group of waiting calls as one, during the set-up of a connection. Emits the reply and leaves the calls unsettled;
 * completes without one when the newest call was settled otherwise. Unsubscribed before that, the calls wait for the next
 * connection.
 */
export const sendDuringSetUp = (
  { unsettled }: Calls,
  { newest, earlier, body, isUnion }: WaitingGroup,
  requester: Requester,
): Observable<Reply> =>
  new Observable(subscriber => {
    if (newest.stage === 'settled') return subscriber.complete();
    let isReplied = false;
    const firstSent = (isUnion ? [...earlier, newest] : [newest]).filter(call => !call.wasSent);
    unsettled.activity.handing(newest);
    for (const call of firstSent) call.wasSent = true;
    subscriber.add(newest.settled$.subscribe(() => isReplied || subscriber.complete()));
    for (const call of [newest, ...earlier]) {
      unsettled.startDeadline(call);
      subscriber.add(() => unsettled.stopDeadline(call));
    }
    const { method } = newest;
    const id = requester.ids.whenSent(newest.id);
    const answer = replyTo(requester, { id, method, body }).subscribe({
      next: reply => {
        isReplied = true;
        subscriber.next(reply);
      },
      error: error => {
        // The socket did not take it.
        for (const call of firstSent) call.wasSent = false;
        subscriber.error(error);
      },
      complete: () => subscriber.complete(),
    });
    subscriber.add(answer);
  });

/** Settles the calls of a group with the one reply. */
export const settleGroup = ({ unsettled }: Calls, { newest, earlier }: WaitingGroup, reply: Reply): void => {
  for (const call of [...earlier, newest]) {
    if ('error' in reply) call.refused(reply.error);
    else if (call === newest) call.answered(reply.data);
    else unsettled.succeed(call, reply.data, true);
  }
};
