/** The machine is busy: eight clients play four situations each. */
const AT_ONCE_MS = 300;
const MAX_CHARACTERS = 70;

/** How a promise ended, and after how long. */
export type Ending =
  | { readonly how: 'resolved'; readonly value: unknown; readonly ms: number }
  | { readonly how: 'rejected'; readonly error: unknown; readonly ms: number }
  | { readonly how: 'pending'; readonly ms: number };

export const after = (ms: number): string =>
  ms < AT_ONCE_MS ? 'at once' : `after ${Number((ms / 1_000).toFixed(1))} s`;

const short = (text: string): string => {
  const [line = ''] = text.split('\n');
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
};

/** What is at the bottom of an error, if there is anything below it. */
const rootOf = (error: unknown): string => {
  let root = error;
  // Bounded, since a cause may be its own.
  for (let depth = 0; depth < 10; depth++) {
    const { cause } = root as { cause?: unknown };
    if (typeof cause !== 'object' || cause === null) break;
    root = cause;
  }
  const { message } = root as { message?: unknown };
  return root === error || typeof message !== 'string' ? '' : ` (${short(message)})`;
};

/** An error by its name and what it says first, with the facts by which a program may tell it from others. */
export const errorWords = (error: unknown): string => {
  if (!(error instanceof Error)) return `a value: ${short(JSON.stringify(error) ?? String(error))}`;
  const { kind, delivery, code } = error as { kind?: unknown; delivery?: unknown; code?: unknown };
  const facts = Object.entries({ kind, delivery, code }).filter(([, value]) => value !== undefined);
  const shown = facts.map(([name, value]) => `${name} ${String(value)}`).join(', ');
  return `${error.name}${shown === '' ? '' : ` (${shown})`}: ${short(error.message) || 'no message'}${rootOf(error)}`;
};

export const endingWords = (ending: Ending): string => {
  switch (ending.how) {
    case 'pending':
      return `pending ${after(ending.ms)}`;
    case 'resolved':
      return `resolves ${after(ending.ms)}, with ${short(JSON.stringify(ending.value) ?? 'undefined')}`;
    case 'rejected':
      return `rejects ${after(ending.ms)}: ${errorWords(ending.error)}`;
  }
};

/** What happened to a subscription, in order: each kind of thing once. */
export interface Heard {
  readonly what: 'item' | 'error' | 'complete';
  readonly ms: number;
  readonly error?: unknown;
}

/** Of what came after the loss of the connection. */
export const heardWords = (heard: readonly Heard[], windowMs: number): string => {
  const words: string[] = [];
  const error = heard.find(({ what }) => what === 'error');
  const complete = heard.find(({ what }) => what === 'complete');
  const item = heard.find(({ what }) => what === 'item');
  if (error !== undefined) words.push(`error ${after(error.ms)}: ${errorWords(error.error)}`);
  if (complete !== undefined) words.push(`completes ${after(complete.ms)}`);
  if (item !== undefined) words.push(`items again ${after(item.ms)}`);
  if (item === undefined) words.push(`no item within ${windowMs / 1_000} s`);
  return words.join('; ');
};
