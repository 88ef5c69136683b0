import type { FrameReader } from './frame-reader.js';
import type { Receiver, Wire } from './protocol.js';

/** What every protocol has: replies and events. It takes the messages of a client's connections, one after the other. */
export interface BasicReceiver extends Pick<Receiver, 'reply' | 'refusal' | 'event' | 'bad'> {
  /** Makes a reader for a new connection. @default one that reads these messages only */
  createReader?(wire: Wire): FrameReader;
}
