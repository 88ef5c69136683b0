import type { Connection } from './connection.js';
import { closeFrame, type Fault } from './faults.js';

/** What a fault that acts at once does to a connection. */
const blowOf = (fault: Fault): ((connection: Connection) => void) | undefined => {
  switch (fault.name) {
    case 'drop':
      return connection => connection.drop();
    case 'close':
      return connection => connection.close(closeFrame(fault.setting));
    case 'garbage':
      return connection => {
        for (let n = 1; n <= fault.setting; n += 1) connection.send(`garbage ${n} {"type":`);
      };
    case 'binary':
      return connection => connection.send(fault.setting);
    case 'oversize':
      return connection => connection.send(eventOfSize(fault.setting));
    default:
      return undefined;
  }
};

/** An event that has nothing wrong but its size in bytes. */
const eventOfSize = (bytes: number): string => {
  const frame = '{"type":"event","event":"Oversize","data":""}';
  return frame.replace('""}', `"${'x'.repeat(Math.max(0, bytes - frame.length))}"}`);
};

/** Deals a fault to the open connections. False for one that is not of the kind that acts at once. */
export const strike = (connections: Iterable<Connection>, fault: Fault): boolean => {
  const blow = blowOf(fault);
  if (!blow) return false;
  for (const connection of [...connections]) blow(connection);
  return true;
};
