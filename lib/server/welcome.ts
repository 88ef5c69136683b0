import type { Connection } from './connection.js';
import { type ActiveFaults, closeFrame } from './faults.js';
import { SerializedEvent } from './serialized-event.js';

/** Sends the WelcomeEvent to a new connection: late, never, or followed by a close frame, as the active faults demand. */
export const sendWelcome = (connection: Connection, faults: ActiveFaults, serverId: string): void => {
  if (faults.has('neverWelcome')) return;
  const { text } = new SerializedEvent('WelcomeEvent', { server: serverId });
  const send = () => {
    connection.event(text);
    const closing = faults.get('closeAfterWelcome');
    if (closing !== undefined) connection.close(closeFrame(closing));
  };
  const lateMs = faults.get('lateWelcome');
  if (lateMs === undefined) send();
  else connection.schedule(lateMs, send);
};
