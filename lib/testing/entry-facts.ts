import type { Activity, ActivitySource, ObservedCall, ObservedFailure, RpcActivity } from '../activity/activity.js';
import { describeCause } from '../text/quote.js';
import { redactMessage } from '../text/redact-message.js';

/** Numbers objects: the same object gets the same number. */
class Numbers {
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  add(object: object): number {
    this.#last += 1;
    this.#numbers.set(object, this.#last);
    return this.#last;
  }

  /** Undefined if it came before the recording began. */
  of(object: object): number | undefined {
    return this.#numbers.get(object);
  }
}

/** Turns each thing that a client does or receives into entries, without keys. */
export class EntryFacts {
  readonly #source: ActivitySource;
  readonly #calls = new Numbers();
  readonly #subscribers = new Numbers();
  readonly #requests = new Numbers();
  readonly #now: () => number;
  /** When each call was sent; undefined if it was sent again. */
  readonly #sentAt = new WeakMap<ObservedCall, number | undefined>();
  /** The call that is being sent. */
  #handed: number | undefined;
  #buffered = 0;

  /** @param now - the time of the recording, in whole ms */
  constructor(source: ActivitySource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /** None, or several, in order. */
  of(activity: Activity): readonly object[] {
    switch (activity.type) {
      case 'handed':
        this.#handed = this.#calls.of(activity.call);
        this.#sentAt.set(activity.call, this.#sentAt.has(activity.call) ? undefined : this.#now());
        return this.#bufferedNow();
      case 'spooled':
        return this.#bufferedNow();
      case 'established':
      case 'lost':
      case 'closed':
      case 'bad-frame':
        return [];
      default: {
        const facts = this.#of(activity);
        return facts === undefined ? [] : [facts];
      }
    }
  }

  redacted(text: string): string {
    return redactMessage(this.#source.mask(text));
  }

  #of(activity: Activity): object | undefined {
    switch (activity.type) {
      case 'open':
        return { type: 'open', dial: activity.dial, canPing: activity.canPing };
      case 'received':
        return { type: 'received', dial: activity.dial, ...this.#frame(activity.frame) };
      case 'sent': {
        const call = this.#handed === undefined ? {} : { call: this.#handed };
        this.#handed = undefined;
        return { type: 'sent', dial: activity.dial, ...call, ...this.#frame(activity.frame) };
      }
      case 'gone': {
        const { type, dial, code, reason, byClient } = activity;
        return { type, dial, code, reason, byClient };
      }
      case 'made':
        return this.#made(activity.call, activity.args);
      case 'settled':
        return this.#settled(activity.call, activity.failure);
      case 'subscribed':
      case 'unsubscribed':
      case 'ended':
      case 'requested':
      case 'answered':
        return this.#ofRpc(activity);
      default:
        return { ...activity };
    }
  }

  #ofRpc(activity: RpcActivity): object | undefined {
    switch (activity.type) {
      case 'subscribed': {
        const { method, args, linger } = activity.subscriber;
        const subscriber = this.#subscribers.add(activity.subscriber);
        return { type: 'subscribed', subscriber, method, args: this.#json(args), linger };
      }
      case 'unsubscribed':
      case 'ended': {
        const subscriber = this.#subscribers.of(activity.subscriber);
        const error = activity.type === 'ended' ? activity.error : undefined;
        const why = error === undefined ? {} : { error: this.redacted(describeCause(error)) };
        return subscriber === undefined ? undefined : { type: activity.type, subscriber, ...why };
      }
      case 'requested':
        return { type: 'requested', request: this.#requests.add(activity.request), method: activity.request.method };
      case 'answered': {
        const request = this.#requests.of(activity.request);
        const { data, failure } = activity;
        const result = failure === undefined ? { data: this.#json(data) } : { failure: this.redacted(failure) };
        return request === undefined ? undefined : { type: 'answered', request, ...result };
      }
      default:
        return { ...activity };
    }
  }

  #made(made: ObservedCall, args: unknown): object {
    const call = this.#calls.add(made);
    const { id, method, body, settings } = made;
    const { timeout, noReply, resend, whenDown } = settings;
    // Beam's body is the arguments as JSON; that of another protocol may be anything.
    const text =
      this.#source.protocol === 'beam' || args === undefined ? this.redacted(String(body)) : this.#json(args);
    return { type: 'made', call, id, method, args: text, timeout, noReply, resend, whenDown };
  }

  #settled(settled: ObservedCall, failure: ObservedFailure | undefined): object | undefined {
    const call = this.#calls.of(settled);
    const sentAt = this.#sentAt.get(settled);
    if (call === undefined) return undefined;
    const why = failure && { kind: failure.kind, delivery: failure.delivery };
    return { type: 'settled', call, ...why, ...(sentAt === undefined ? {} : { after: this.#now() - sentAt }) };
  }

  /** Empty if it cannot be serialized. */
  #json(value: unknown): string {
    try {
      return this.redacted(JSON.stringify(value) ?? 'null');
    } catch {
      return '';
    }
  }

  #frame(frame: unknown): object {
    if (typeof frame === 'string') return { frame: this.redacted(frame) };
    const text = frame instanceof Uint8Array ? textOf(frame) : undefined;
    if (text !== undefined) return { frame: this.redacted(text), binary: true };
    return { frame: (frame as { byteLength?: number } | null)?.byteLength ?? 0 };
  }

  #bufferedNow(): readonly object[] {
    const { highWater } = this.#source.options;
    if (typeof highWater !== 'number' || highWater === Number.POSITIVE_INFINITY) return [];
    const bytes = this.#source.counts().bufferedAmount;
    const isNew = bytes > highWater !== this.#buffered > highWater;
    this.#buffered = bytes;
    return isNew ? [{ type: 'buffered', bytes }] : [];
  }
}

/** Undefined if the bytes are not text. */
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
