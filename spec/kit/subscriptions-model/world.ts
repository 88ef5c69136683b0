/** A subscriber of a play, and what it does at its first item, or at its end. */
export interface Actor {
  readonly name: string;
  readonly topic: string;
  readonly linger: number;
  readonly reaction: Reaction;
}

export const REACTIONS = [
  'none',
  'leave',
  'all leave',
  'come back',
  'another',
  'lose',
  'reconnect',
  'dispose',
] as const;
export type Reaction = (typeof REACTIONS)[number];

/** What happens to a world's subscriptions; each has the same names, ids and keys in every world. */
export interface World {
  /** What was sent and what subscribers were given, in order. */
  readonly trace: string[];
  subscribe(actor: Actor): void;
  unsubscribe(name: string): void;
  connect(): void;
  lose(): void;
  answer(id: number, key: string): void;
  refuse(id: number): void;
  item(key: unknown, data: string): void;
  end(key: unknown, error: unknown): void;
  dispose(): void;
}

/** What a world tells of itself while it plays. */
export interface Audience {
  /** The client sent a request or a cancelling: `id method args`. */
  sent(line: string): void;
  /** A subscriber was given an item, or its end. */
  given(name: string, what: 'item' | 'end' | 'timeout'): void;
}
