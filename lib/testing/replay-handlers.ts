import { ReplaySubject } from 'rxjs';
import type { RpcClient } from '../index.js';
import type { Step } from './replay-step.js';

type HandlerStep = Extract<Step, { handle: string } | { unhandle: string } | { answer: number }>;

/** The handlers of a replay. Steps answer the calls that they take. */
export class ReplayHandlers {
  readonly #removers = new Map<string, () => void>();
  readonly #answers = new Map<number, ReplaySubject<unknown>>();
  #taken = 0;

  do(client: RpcClient, step: HandlerStep): void {
    if ('handle' in step) {
      const take = () => {
        this.#taken += 1;
        return this.#answer(this.#taken);
      };
      this.#removers.set(step.handle, client.handle(step.handle, take));
    } else if ('unhandle' in step) this.#removers.get(step.unhandle)?.();
    else {
      const answer$ = this.#answer(step.answer);
      if ('error' in step) return answer$.error(new Error(step.error));
      answer$.next(step.data);
      answer$.complete();
    }
  }

  #answer(number: number): ReplaySubject<unknown> {
    const answer$ = this.#answers.get(number) ?? new ReplaySubject<unknown>();
    this.#answers.set(number, answer$);
    return answer$;
  }
}
