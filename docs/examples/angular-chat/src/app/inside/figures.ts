import type { AddressStats, Stats } from 'rx-beam';

/** A figure with its name. */
export interface Figure {
  readonly name: string;
  readonly value: string;
}

/** What a client does now, and what it has counted. */
export const figuresOf = ({ state, waitingFor, session, roundTripMs, calls, frames }: Stats): readonly Figure[] => [
  { name: 'State', value: state },
  { name: 'Waits for', value: waitingFor ?? 'nothing' },
  { name: 'Sessions so far', value: String(session) },
  { name: 'Round trip', value: roundTripMs === undefined ? 'no ping yet' : msText(roundTripMs) },
  { name: 'Calls spooled', value: String(calls.spooled) },
  { name: 'Calls in flight', value: String(calls.inFlight) },
  { name: 'Calls made', value: `${calls.made}, ${calls.answered} answered` },
  { name: 'Frames', value: `${frames.in} in, ${frames.out} out` },
];

/** What became of the dials of one address. */
export const figuresOfAddress = ({ dials, failures, losses, connectMs }: AddressStats): readonly Figure[] => [
  { name: 'Dials', value: String(dials) },
  { name: 'Failures', value: String(failures) },
  { name: 'Losses', value: String(losses) },
  { name: 'Connected in', value: connectMs === undefined ? '–' : msText(connectMs) },
];

const msText = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
