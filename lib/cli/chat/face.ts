import type { Observable } from 'rxjs';

/** Where somebody types and reads: a terminal, or a pipe. */
export interface Face {
  /** What is typed; completes when nothing more will be. */
  readonly lines$: Observable<string>;
  /** Whoever types wants to be gone at once. */
  readonly interrupted$: Observable<unknown>;
  /** Lets go of the streams. */
  close(): void;
}
