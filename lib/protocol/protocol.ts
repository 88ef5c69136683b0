/**
 * What a client must know of its protocol: plain functions and constants, without the state of any connection.
 *
 * @typeParam Sent - a call as `sent$` and `spooled$` emit it
 */
export interface Protocol<Sent = unknown> {
  /** Address → the URL that is dialled. @default the address, exactly as given */
  readonly url?: (address: string) => string;
  /** The id of a client's first call; ids count up from it for the life of the client. */
  readonly firstId: number;
  /** The method that makes a server answer, where a WebSocket has no ping of its own. @default none */
  readonly pingMethod?: string;
  /**
   * The arguments of a call → text, when the call is made, so that what the caller changes later does not matter.
   *
   * @throws if the arguments cannot be serialized; the call rejects with that error, and no other call is affected
   */
  readonly body: (args: readonly unknown[]) => string;
  /** A call as it is reported on `sent$` and `spooled$`. Called only while one of these has a subscriber. */
  readonly packet: (id: number, method: string, body: string) => Sent;
  /** What reads and writes the frames of one connection. Called for each connection before it is dialled. */
  readonly wire: () => Wire;
}

/** The frames of one connection; it may keep state, such as a frame that came in parts. */
export interface Wire {
  /** A call → its frame, when the call is sent. */
  readonly frame: (id: number, method: string, body: string) => string;
  /** Reads one frame of the server, and hands on each message in it. Never throws. */
  readonly read: (frame: unknown, to: Receiver) => void;
}

/** Takes the messages of a server, each with the message as parsed, which `packets$` emits first. */
export interface Receiver {
  /** A successful reply to the call of this id. */
  reply(id: unknown, data: unknown, message: unknown): void;
  /** The server refused the call of this id. */
  refusal(id: unknown, error: unknown, message: unknown): void;
  event(name: string, data: unknown, message: unknown): void;
  /** The frame, or a part of it, is no message of the protocol; `why` completes "a frame came that is …". */
  bad(why: string, frame: unknown, cause?: unknown): void;
}
