import { Injectable, signal } from '@angular/core';
import { CallError, type ChatMessage } from 'rx-beam';
import { injectBeamChat } from 'rx-beam/angular';
import { Subject, type Subscription } from 'rxjs';
import { sayError } from './say-error';
import type { Saying } from './typed';

/** A message that the user sent and the server has not confirmed. */
export interface Pending {
  readonly kind: 'pending';
  readonly key: string;
  readonly saying: Saying;
  /** Why the call failed. The server may have received the message nevertheless. */
  readonly failure?: { readonly why: string; readonly mayHaveArrived: boolean };
}

/** The user's messages on their way to the server. While there is no connection they wait in the spool, and can be discarded. */
@Injectable()
export class Outbox {
  readonly #chat = injectBeamChat();
  readonly #pending = signal<readonly Pending[]>([]);
  readonly #calls = new Map<string, Subscription>();
  readonly #sent$ = new Subject<ChatMessage>();
  #said = 0;

  readonly pending = this.#pending.asReadonly();
  /** The messages that the server has confirmed. */
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

  /** Cancels a message that was not sent yet, or removes one that failed. */
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
