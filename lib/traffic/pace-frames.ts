import { identity, type MonoTypeOperatorFunction, type Subscriber } from 'rxjs';
import type { Link } from '../link/link.js';
import { Stage, stage } from '../link/stage.js';

/** What makes links count their frames. */
export interface LinkPacer {
  /** Whether any frame counts. */
  readonly countsFrames: boolean;
  link(link: Link): Link;
  unlinked(): void;
}

/** Passes each link on as one that counts what is sent on it, for the limits that need to know; without any, as it is. */
export const paceFrames = (pacer: LinkPacer | undefined): MonoTypeOperatorFunction<Link> =>
  pacer?.countsFrames ? stage(out => new PaceFrames(out, pacer)) : identity;

class PaceFrames extends Stage<Link> {
  readonly #pacer: LinkPacer;

  constructor(out: Subscriber<Link>, pacer: LinkPacer) {
    super(out);
    this.#pacer = pacer;
  }

  protected override _next(link: Link): void {
    this.out.next(this.#pacer.link(link));
  }

  override unsubscribe(): void {
    if (this.closed) return;
    // A source of the user may throw in its teardown.
    try {
      super.unsubscribe();
    } finally {
      this.#pacer.unlinked();
    }
  }
}
