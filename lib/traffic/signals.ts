import type { Call } from './call.js';

interface Sharers {
  readonly calls: Set<Call>;
  readonly listener: () => void;
}

/** Aborts calls by their signals. One listener for each signal, however many calls share it. */
export class Signals {
  readonly #abort: (call: Call, reason: unknown) => void;
  readonly #sharers = new Map<AbortSignal, Sharers>();

  constructor(abort: (call: Call, reason: unknown) => void) {
    this.#abort = abort;
  }

  /** Until the call is settled. */
  obey(signal: AbortSignal, call: Call): void {
    const { calls, listener } = this.#sharers.get(signal) ?? this.#listen(signal);
    calls.add(call);
    call.settled$.subscribe(() => {
      calls.delete(call);
      if (calls.size > 0) return;
      this.#sharers.delete(signal);
      signal.removeEventListener('abort', listener);
    });
  }

  #listen(signal: AbortSignal): Sharers {
    const calls = new Set<Call>();
    const listener = () => {
      for (const call of [...calls]) this.#abort(call, signal.reason);
    };
    const sharers = { calls, listener };
    this.#sharers.set(signal, sharers);
    signal.addEventListener('abort', listener, { once: true });
    return sharers;
  }
}
