import { subscribing } from './protocol-plan.js';
import type { RecordedEntry } from './recorded-entry.js';
import type { Step } from './replay-step.js';

/** Turns the entries of subscribers and handlers into steps. */
export class RpcSteps {
  /** The calls that handlers took, by their numbers in the recording → in the replay. */
  readonly #requests = new Map<number, number>();

  of(entry: RecordedEntry): readonly Step[] {
    const { at } = entry;
    switch (entry.type) {
      case 'subscribed':
        return subscribing(entry, at);
      case 'unsubscribed':
        return [{ at, unsubscribe: entry.subscriber }];
      case 'handler-added':
        return [{ at, handle: entry.method }];
      case 'handler-removed':
        return [{ at, unhandle: entry.method }];
      case 'requested':
        this.#requests.set(entry.request, this.#requests.size + 1);
        return [];
      case 'answered': {
        const answer = this.#requests.get(entry.request);
        const { data = 'null', failure } = entry;
        if (answer === undefined) return [];
        if (data === '') return [{ at, answer, error: 'the result has no form in JSON: a script cannot hold it' }];
        return [failure === undefined ? { at, answer, data: parsedOr(data) } : { at, answer, error: failure }];
      }
      default:
        return [];
    }
  }
}

const parsedOr = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    // It is no JSON any more without a key that was in it.
    return json;
  }
};
