import type { Arguments, Body } from './protocol.js';

/** A call as `sent$` and `spooled$` emit it, unless the protocol has its own form. */
export interface SentCall {
  readonly method: string;
  readonly args: Arguments;
  /** Absent if the call has no id: before it is sent, and if it expects no reply. */
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
