import { Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { injectBeamChat } from 'rx-beam/angular';
import { concat, filter, map, merge, NEVER, of, Subject, switchMap, timer } from 'rxjs';
import { hasDuration } from './shapes';

const SHOWN_MS = 5_000;

/** A short message to the user, which disappears by itself. */
@Injectable()
export class Notices {
  readonly #said$ = new Subject<string>();
  readonly #timeouts$ = injectBeamChat()
    .events$('UserTimeout')
    .pipe(
      filter(hasDuration),
      map(({ duration }) => `You may not write for ${Math.ceil(duration / 1000)} seconds.`),
    );

  readonly present = toSignal(
    merge(this.#said$, this.#timeouts$).pipe(
      switchMap(text => concat(of(text), timer(SHOWN_MS).pipe(map(() => undefined)), NEVER)),
    ),
  );

  say(text: string): void {
    this.#said$.next(text);
  }
}
