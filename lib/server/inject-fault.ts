import type { Connection } from './connection.js';
import { closeFrame, type Fault, type FaultName, type FaultSettings } from './faults.js';

type ImmediateFaults = {
  readonly [Name in FaultName]?: (connection: Connection, setting: FaultSettings[Name]) => void;
};

/** A valid event packet of this size in bytes. */
const eventOfSize = (bytes: number): string => {
  const frame = '{"type":"event","event":"Oversize","data":""}';
  return frame.replace('""}', `"${'x'.repeat(Math.max(0, bytes - frame.length))}"}`);
};

/** The faults that act once, on the connections open now. All other faults stay active until they are healed. */
const immediateFaults: ImmediateFaults = {
  drop: connection => connection.drop(),
  close: (connection, setting) => connection.close(closeFrame(setting)),
  garbage: (connection, frames) => {
    for (let n = 1; n <= frames; n += 1) connection.send(`garbage ${n} {"type":`);
  },
  binary: (connection, bytes) => connection.send(bytes),
  oversize: (connection, bytes) => connection.send(eventOfSize(bytes)),
};

/** Applies an immediate fault to the connections. Returns false, and does nothing, for a fault that is not immediate. */
export const injectFault = (connections: Iterable<Connection>, fault: Fault): boolean => {
  const inject = immediateFaults[fault.name] as ((connection: Connection, setting: unknown) => void) | undefined;
  if (!inject) return false;
  // A copy: dropping a connection removes it from the endpoint's set.
  for (const connection of [...connections]) inject(connection, fault.setting);
  return true;
};
