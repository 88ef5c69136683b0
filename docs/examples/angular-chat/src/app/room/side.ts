import { computed, Injectable, linkedSignal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { fromEvent, map } from 'rxjs';

/** The screen width from which the messages and something beside them fit. */
const WIDE = '(min-width: 52rem)';

export type Beside = 'people' | 'inside';

/** What is shown beside the messages: on a narrow screen as a drawer over them, which is closed at first. */
@Injectable()
export class Side {
  readonly #media = matchMedia(WIDE);
  readonly #isWide = toSignal(fromEvent(this.#media, 'change').pipe(map(() => this.#media.matches)), {
    initialValue: this.#media.matches,
  });
  readonly #shown = linkedSignal<Beside | undefined>(() => (this.#isWide() ? 'people' : undefined));

  readonly shown = this.#shown.asReadonly();
  readonly isDrawer = computed(() => !this.#isWide() && this.#shown() !== undefined);

  toggle(what: Beside): void {
    this.#shown.update(shown => (shown === what ? undefined : what));
  }

  hide(): void {
    this.#shown.set(undefined);
  }
}
