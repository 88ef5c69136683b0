import type { Receiver } from '../../lib/protocol/protocol.js';

const nothing = (): void => {};

/** A receiver of which the spec gives the members that it looks at. */
export const receiverOf = (over: Partial<Receiver>): Receiver => ({
  reply: nothing,
  refusal: nothing,
  event: nothing,
  item: nothing,
  end: nothing,
  request: nothing,
  control: nothing,
  answer: nothing,
  bad: nothing,
  ...over,
});
