import type { State } from '../status.js';

/** The status numbers of the official clients. */
export const STATUS: Readonly<Record<State, number>> = {
  idle: 0,
  connected: 1,
  closing: 2,
  closed: 3,
  connecting: 4,
  reconnecting: 4,
};
