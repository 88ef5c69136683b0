import { Injectable, signal } from '@angular/core';
import { CallError, type ChatMessage } from 'rx-beam';
import { injectBeamChat } from 'rx-beam/angular';
import { Subject, type Subscription } from 'rxjs';
import { sayError } from './say-error';
import type { Saying } from './typed';

/** What was said and is not in the chat yet. */
export interface Pending {
  readonly kind: 'pending';
  readonly key: string;
  readonly saying: Saying;
  /** Why it did not get there, or whether nobody knows. */
  readonly failure?: { readonly why: string; readonly mayHaveArrived: boolean };
}

/** What is on its way to the chat. It goes by itself once there is a connection; until then it can be taken back. */
@Injectable()
export class Outbox {
  readonly #chat = injectBeamChat();
  readonly #pending = signal<readonly Pending[]>([]);
  readonly #calls = new Map<string, Subscription>();
  readonly #sent$ = new Subject<ChatMessage>();
  #said = 0;

  readonly pending = this.#pending.asReadonly();
  /** What has got there. */
  readonly sent$ = this.#sent$.asObservable();

  send(saying: Saying): void {
    const key = `pending ${++this.#said}`;
    this.#pending.update(all => [...all, { kind: 'pending', key, saying }]);
    const call = this.#call(saying).subscribe({
      next: message => {
        this.#forget(key);
        this.#sent$.next(message);
      },
      error: error => this.#failed(key, error),
    });
    this.#calls.set(key, call);
  }

  /** Takes back what was not sent yet, or forgets what failed. */
  discard(key: string): void {
    this.#calls.get(key)?.unsubscribe();
    this.#forget(key);
  }

  again({ key, saying }: Pending): void {
    this.discard(key);
    this.send(saying);
  }

  #call({ to, text }: Saying) {
    return to === undefined ? this.#chat.call$('msg', [text]) : this.#chat.call$('whisper', [to, text]);
  }

  #forget(key: string): void {
    this.#calls.delete(key);
    this.#pending.update(all => all.filter(each => each.key !== key));
  }

  #failed(key: string, error: unknown): void {
    const mayHaveArrived = error instanceof CallError && error.delivery === 'unknown';
    const failure = { why: sayError(error), mayHaveArrived };
    this.#pending.update(all => all.map(each => (each.key === key ? { ...each, failure } : each)));
  }
}
