import { Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { injectBeamChat } from 'rx-beam/angular';
import { concat, map, merge, NEVER, of, Subject, switchMap, timer } from 'rxjs';

const SHOWN = 5_000;

/** A word to the user that goes away by itself. */
@Injectable()
export class Notices {
  readonly #said$ = new Subject<string>();
  readonly #timeouts$ = injectBeamChat()
    .events$('UserTimeout')
    .pipe(map(({ duration }) => `You may not write for ${Math.ceil(duration / 1000)} seconds.`));

  readonly present = toSignal(
    merge(this.#said$, this.#timeouts$).pipe(
      switchMap(text => concat(of(text), timer(SHOWN).pipe(map(() => undefined)), NEVER)),
    ),
  );

  say(text: string): void {
    this.#said$.next(text);
  }
}
