/** A call, client to server (docs/protocol.md#envelope). */
export interface MethodPacket {
  readonly type: 'method';
  readonly method: string;
  readonly arguments: readonly unknown[];
  /** Unique for the life of the client, counting up from 0. */
  readonly id: number;
}

/** The server's answer to the call with the same id. */
export interface ReplyPacket {
  readonly type: 'reply';
  /** As received: a number, if the server follows the protocol. */
  readonly id?: unknown;
  /** null on success; otherwise a string (early servers) or an object. */
  readonly error?: unknown;
  readonly data?: unknown;
}

/** Something that happened on the server. */
export interface EventPacket {
  readonly type: 'event';
  readonly event: string;
  readonly data?: unknown;
}

/** What a server sends. */
export type Packet = ReplyPacket | EventPacket;
