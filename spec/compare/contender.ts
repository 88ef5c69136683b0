/** What hears of the items of a subscription. */
export interface Hearer {
  next(item: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/** A client that is connected, as its own documentation says that one uses it. */
export interface Connected {
  /** A call that the server answers. */
  answered(): Promise<unknown>;
  /** A call that the server receives, and never answers. */
  unanswered(): Promise<unknown>;
  /** A call that the server refuses. */
  refused(): Promise<unknown>;
  /** Subscribes to what the server publishes, or hears its events. */
  subscribe(hearer: Hearer): void;
  /** @default it ends with its process */
  close?(): Promise<unknown>;
}

/** A client that is compared with others. */
export interface Contender {
  /** The family of servers that it speaks to. */
  readonly family: FamilyName;
  /** The package whose version is shown; the client of this repository if it has none. */
  readonly package?: string;
  connect(url: string): Promise<Connected>;
}

export type FamilyName = 'obs' | 'deriv' | 'bifur' | 'ethereum';
