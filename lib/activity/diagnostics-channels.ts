import { channel, tracingChannel } from 'node:diagnostics_channel';
import type { Activity, ObservedCall, ObservedFailure } from './activity.js';
import type { CallPlace, CallTaker, Diagnostics } from './diagnostics.js';

/** What the channels of a call publish: one object from its creation until it settles, without arguments and data. */
interface CallContext {
  readonly protocol: string;
  readonly method: string;
  id: number | undefined;
  address: string | undefined;
  session: number;
  kind?: ObservedFailure['kind'];
  delivery?: ObservedFailure['delivery'];
}

const CALL = /* @__PURE__ */ tracingChannel<unknown, CallContext>('rx-beam:call');

const CHANNELS = {
  dial: /* @__PURE__ */ channel('rx-beam:dial'),
  open: /* @__PURE__ */ channel('rx-beam:open'),
  established: /* @__PURE__ */ channel('rx-beam:established'),
  lost: /* @__PURE__ */ channel('rx-beam:lost'),
  waiting: /* @__PURE__ */ channel('rx-beam:waiting'),
  closed: /* @__PURE__ */ channel('rx-beam:closed'),
  'bad-frame': /* @__PURE__ */ channel('rx-beam:bad-frame'),
};

/** Only the message of an error: it contains no secret. Its other fields may contain the server's data. */
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What is published of each thing; undefined if nothing is. */
const messageOf = (activity: Activity): object | undefined => {
  switch (activity.type) {
    case 'dial':
    case 'open':
      return { address: activity.address, dial: activity.dial };
    case 'established':
      return { address: activity.address, session: activity.session };
    case 'lost':
      return { address: activity.address, reason: wordsOf(activity.error) };
    case 'waiting':
      return { address: activity.address, attempt: activity.attempt, delay: activity.delay };
    case 'closed':
      return { address: activity.address, code: activity.code };
    case 'bad-frame':
      return { address: activity.address, reason: wordsOf(activity.error) };
    default:
      return undefined;
  }
};

/** Publishes on the `diagnostics_channel` of Node. Builds nothing for a channel without a subscriber. */
class DiagnosticsChannels implements Diagnostics {
  readonly #contexts = new WeakMap<ObservedCall, CallContext>();

  get tracesCalls(): boolean {
    // Read for each call, so it does not iterate over a list.
    const { start, end, asyncStart, asyncEnd, error } = CALL;
    return (
      start.hasSubscribers ||
      asyncEnd.hasSubscribers ||
      error.hasSubscribers ||
      end.hasSubscribers ||
      asyncStart.hasSubscribers
    );
  }

  /** By hand, since `traceSync` and `tracePromise` would publish the result too. */
  making<T extends ObservedCall>(call: T, { protocol, address, session }: CallPlace, taker: CallTaker<T>): void {
    const context: CallContext = { protocol, method: call.method, id: call.id, address, session };
    this.#contexts.set(call, context);
    CALL.start.runStores(context, () => taker.take(call));
    CALL.end.publish(context);
  }

  handed(call: ObservedCall, { address, session }: CallPlace): void {
    const context = this.#contexts.get(call);
    if (context !== undefined) Object.assign(context, { id: call.id, address, session });
  }

  settled(call: ObservedCall, failure: ObservedFailure | undefined): void {
    const context = this.#contexts.get(call);
    if (context === undefined) return;
    this.#contexts.delete(call);
    context.id = call.id;
    if (failure !== undefined) {
      context.kind = failure.kind;
      context.delivery = failure.delivery;
      CALL.error.publish(context);
    }
    CALL.asyncStart.publish(context);
    CALL.asyncEnd.publish(context);
  }

  publish(activity: Activity): void {
    const to = CHANNELS[activity.type as keyof typeof CHANNELS] as ReturnType<typeof channel> | undefined;
    if (!to?.hasSubscribers) return;
    const message = messageOf(activity);
    if (message !== undefined) to.publish(message);
  }
}

/** All clients of the process share these channels. */
export const diagnostics: Diagnostics = /* @__PURE__ */ new DiagnosticsChannels();
