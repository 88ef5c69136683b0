import type { Frame, Protocol, Receiver } from '../index.js';
import { clientWireOf } from './client-wire.js';

/** A message that a client reads: which kind it is, and what the protocol hands on of it. */
export type Heard = readonly [kind: keyof Receiver, ...facts: unknown[]];

/** What a client of this protocol reads in a frame: so a server can try out how to write. Nothing if it throws. */
export const heardIn = (protocol: Protocol, frame: Frame): readonly Heard[] => {
  const heard: Heard[] = [];
  const hear =
    (kind: keyof Receiver) =>
    (...facts: unknown[]): void =>
      void heard.push([kind, ...facts]);
  const to: Receiver = {
    reply: hear('reply'),
    refusal: hear('refusal'),
    event: hear('event'),
    item: hear('item'),
    end: hear('end'),
    request: hear('request'),
    control: hear('control'),
    answer: hear('answer'),
    bad: hear('bad'),
  };
  try {
    clientWireOf(protocol).read(frame, to);
  } catch {
    return [];
  }
  return heard;
};
