import type { Observable } from 'rxjs';

/** Where lines are typed and output is shown: a terminal or a pipe. */
export interface Ui {
  /** Each typed line. Completes at the end of the input. */
  readonly lines$: Observable<string>;
  /** Emits when the user wants to leave at once. */
  readonly interrupted$: Observable<unknown>;
  /** Shows a line of the trace. */
  trace(line: string): void;
  /** Releases stdin and stdout. */
  close(): void;
}
