import { Observable } from 'rxjs';
import { CallError, ReplyError } from '../errors.js';
import type { Frame } from '../link/link.js';
import type { Ids } from '../protocol/ids.js';
import type { Arguments, Body } from '../protocol/protocol.js';
import type { Replies } from '../protocol/replies.js';
import type { SecretMask } from '../text/secrets.js';

/** What a request on one link needs: ids, a way out, and the replies by id. */
export interface Requester {
  /** The server at the other end. */
  readonly address: string;
  readonly replies: Pick<Replies, 'expect' | 'withdraw' | 'abandon'>;
  /** The secrets that the server may repeat. */
  readonly secrets: SecretMask;
  readonly ids: Pick<Ids, 'next' | 'whenSent'>;
  /** @throws if the arguments cannot be serialized */
  body(args: Arguments, method: string): Body;
  /** A call → its frame. @throws what the protocol throws */
  frame(id: number, method: string, body: Body): Frame;
  /** Hands a frame to the socket; false when the socket is not open any more, and then nothing was sent. */
  send(frame: Frame): boolean;
  /** Notifies the subscribers of `sent$`. */
  announceSent(id: number | undefined, method: string, body: Body): void;
}

/** A call with its id, ready to be sent. */
export interface Encoded {
  readonly id: number;
  readonly method: string;
  readonly body: Body;
}

/** What a server answered. */
export type Reply = { readonly data: unknown } | { readonly error: unknown };

/** Sends a call, and emits the reply of its id, a refusal too. Unsubscribing stops waiting for it. */
export const replyTo = (requester: Requester, { id, method, body }: Encoded): Observable<Reply> =>
  new Observable(subscriber => {
    const frame = requester.frame(id, method, body);
    let isWaiting = true;
    const replied = (reply: Reply) => {
      isWaiting = false;
      subscriber.next(reply);
      subscriber.complete();
    };
    requester.replies.expect(id, {
      answered: data => replied({ data }),
      refused: error => replied({ error }),
    });
    if (requester.send(frame)) {
      requester.announceSent(id, method, body);
    } else {
      isWaiting = false;
      requester.replies.withdraw(id);
      const facts = { method, id, kind: 'not-connected', delivery: 'never' } as const;
      subscriber.error(new CallError(`${method} was not sent: the socket is not open any more`, facts));
    }
    return () => {
      if (isWaiting) requester.replies.abandon(id);
    };
  });

/**
 * A request on one link, below the gate at which the users' calls wait: for the set-up of a session, and pings.
 * Emits the reply's data and completes, or errors with a {@link ReplyError} without the secrets that the server repeats.
 */
export const request = (requester: Requester, method: string, args: Arguments): Observable<unknown> =>
  new Observable(subscriber => {
    const body = requester.body(args, method);
    const id = requester.ids.next();
    return replyTo(requester, { id, method, body }).subscribe({
      next: reply => {
        if ('error' in reply)
          return subscriber.error(new ReplyError(method, id, requester.secrets.maskValue(reply.error)));
        subscriber.next(reply.data);
        subscriber.complete();
      },
      error: error => subscriber.error(error),
    });
  });
