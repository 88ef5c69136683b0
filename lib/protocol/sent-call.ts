import type { Arguments, Body } from './protocol.js';

/** A call as `sent$` and `spooled$` emit it, unless the protocol has a form of its own. */
export interface SentCall {
  readonly method: string;
  readonly args: Arguments;
  /** Absent as long as the call has none: before it is sent, and in a call that wants no reply. */
  readonly id?: number;
}

export const sentCall = (id: number | undefined, method: string, body: Body): SentCall => ({
  method,
  args: argumentsOf(body),
  ...(id === undefined ? {} : { id }),
});

/** The arguments in a body: those of JSON, none if it is empty, and otherwise the body itself as the only one. */
export const argumentsOf = (body: Body): Arguments => {
  if (body === '') return [];
  if (typeof body !== 'string') return [body];
  try {
    const args: unknown = JSON.parse(body);
    return typeof args === 'object' && args !== null ? (args as Arguments) : [args];
  } catch {
    return [body];
  }
};
