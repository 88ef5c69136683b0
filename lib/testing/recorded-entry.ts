import type { CallErrorKind, CloseOptions, Delivery, State } from '../index.js';

/** What happened to the socket of a dial. Dials count from 1 for the life of the client. */
export type DialEntry = { readonly dial: number } & (
  | { readonly type: 'dial'; readonly address: string }
  | { readonly type: 'open' }
  /** Of a binary frame, its size in bytes. */
  | { readonly type: 'received' | 'sent'; readonly frame: string | number }
  /** `byClient`: the client dropped it. */
  | { readonly type: 'gone'; readonly code: number; readonly reason: string; readonly byClient: boolean }
);

/** What happened to a call. Calls count from 1 for the life of the recording. */
export type CallEntry = { readonly call: number } & (
  | {
      readonly type: 'made';
      readonly id: number | undefined;
      readonly method: string;
      /** The arguments as JSON. */
      readonly args: string;
      readonly timeout: number;
      readonly noReply: boolean;
      readonly resend: boolean;
      readonly whenDown: string;
    }
  | { readonly type: 'settled'; readonly kind?: CallErrorKind; readonly delivery?: Delivery }
);

/** One thing that happened, without keys; `at` is in ms since the recording began. */
export type RecordedEntry = { readonly at: number } & (
  | DialEntry
  | CallEntry
  | { readonly type: 'boot' | 'ping' }
  | { readonly type: 'close'; readonly options: CloseOptions }
  | { readonly type: 'network'; readonly event: 'wake' | 'offline' }
  | { readonly type: 'status'; readonly state: State; readonly address: string | undefined }
  | { readonly type: 'waiting'; readonly delay: number; readonly attempt: number }
);

/** Where a client was when the oldest entry that is kept happened. */
export interface Beginning {
  readonly isBooted: boolean;
  /** The address of its session, if it had one. */
  readonly session: string | undefined;
  /** Its socket, unless that was dialled before the recording began. */
  readonly socket: { readonly dial: number; readonly address: string; readonly isOpen: boolean } | undefined;
}

const NOT_RUNNING: readonly State[] = ['idle', 'closing', 'closed'];

export const beginningAt = ({ state, address }: { state: State; address: string | undefined }): Beginning => ({
  isBooted: !NOT_RUNNING.includes(state),
  session: state === 'connected' ? address : undefined,
  socket: undefined,
});

/** Where a client is after an entry. */
export const after = (before: Beginning, entry: RecordedEntry): Beginning => {
  const { socket } = before;
  switch (entry.type) {
    case 'status':
      return { ...beginningAt(entry), socket };
    case 'dial':
      return { ...before, socket: { dial: entry.dial, address: entry.address, isOpen: false } };
    case 'open':
      return socket?.dial === entry.dial ? { ...before, socket: { ...socket, isOpen: true } } : before;
    case 'gone':
      return socket?.dial === entry.dial ? { ...before, socket: undefined } : before;
    default:
      return before;
  }
};
