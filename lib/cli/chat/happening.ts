/** Something to show. */
export type Happening =
  /** Somebody said something: just now, or before one came. */
  | { readonly type: 'message'; readonly past: boolean; readonly data: unknown }
  /** Any other event of the server. */
  | { readonly type: 'event'; readonly event: string; readonly data: unknown }
  /** What the server answered to a command. */
  | { readonly type: 'reply'; readonly method: string; readonly data: unknown }
  /** There is no connection: this waits for one. */
  | {
      readonly type: 'spooled';
      readonly line: string;
      readonly method: string;
      readonly arguments: readonly unknown[];
    }
  /** Something went wrong: with the line that was typed, if there is one. */
  | { readonly type: 'error'; readonly message: string; readonly line?: string }
  /** We are going, once so many lines were sent. */
  | { readonly type: 'leaving'; readonly spooled: number; readonly withinMs: number }
  /** The commands that there are. */
  | { readonly type: 'help' };
