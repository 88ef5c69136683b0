/**
 * The types of `esnext.disposable`, as @types/node declares them too: for `await using`, whatever the target and the
 * library of the user's project. A reference to the library itself would not compile with TypeScript before 5.2.
 */
declare global {
  interface SymbolConstructor {
    readonly dispose: unique symbol;
    readonly asyncDispose: unique symbol;
  }
  interface Disposable {
    [Symbol.dispose](): void;
  }
  interface AsyncDisposable {
    [Symbol.asyncDispose](): PromiseLike<void>;
  }
}

export {};
