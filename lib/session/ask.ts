import { Observable } from 'rxjs';
import { CallError, ReplyError } from '../errors.js';
import { encode, encodeArguments } from '../packet/codec.js';
import type { ReplyPacket } from '../packet/packet.js';
import type { Replies } from '../packet/replies.js';

/** What asking needs of a link: ids, a way out, and the replies by id. */
export interface Desk {
  /** The server at the other end. */
  readonly address: string;
  nextId(): number;
  /** Hands text to the socket; false when it is not open any more. */
  send(text: string): boolean;
  /** Tells whoever watches that the text was handed over. */
  tellSent(text: string): void;
  readonly replies: Pick<Replies, 'expect' | 'withdraw' | 'abandon'>;
}

/** A packet with its id, ready to be handed over. */
export interface Encoded {
  readonly id: number;
  readonly method: string;
  readonly text: string;
}

/** Whether a reply is an error: whatever is not null, absent or otherwise empty. */
export const isRefusal = (reply: ReplyPacket): boolean => Boolean(reply.error);

/** Sends a packet, and gives the reply of its id, whatever it says. Unsubscribing stops waiting for it. */
export const replyTo = (desk: Desk, { id, method, text }: Encoded): Observable<ReplyPacket> =>
  new Observable(subscriber => {
    let waiting = true;
    desk.replies.expect(id, {
      answered: reply => {
        waiting = false;
        subscriber.next(reply);
        subscriber.complete();
      },
    });
    if (desk.send(text)) {
      desk.tellSent(text);
    } else {
      waiting = false;
      desk.replies.withdraw(id);
      const facts = { method, id, kind: 'not-connected', delivery: 'never' } as const;
      subscriber.error(new CallError(`${method} was not sent: the socket is not open any more`, facts));
    }
    return () => {
      if (waiting) desk.replies.abandon(id);
    };
  });

/**
 * A call on one link, below the gate where the users' calls queue: for welcome, standing and ping.
 * Emits the reply's data and completes, or errors with a {@link ReplyError}.
 */
export const ask = (desk: Desk, method: string, args: readonly unknown[]): Observable<unknown> =>
  new Observable(subscriber => {
    const id = desk.nextId();
    return replyTo(desk, { id, method, text: encode(id, method, encodeArguments(args)) }).subscribe({
      next: reply => {
        if (isRefusal(reply)) return subscriber.error(new ReplyError(method, id, reply.error));
        subscriber.next(reply.data);
        subscriber.complete();
      },
      error: error => subscriber.error(error),
    });
  });
