/** What the codes of the system mean for somebody who wants to reach a server. */
const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ECONNREFUSED', 'nobody listens there'],
  ['ECONNRESET', 'it hung up'],
  ['EPIPE', 'it hung up'],
  ['ENOTFOUND', 'no such host'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now'],
  ['ETIMEDOUT', 'it does not answer'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it does not answer'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
]);

/** Why a server cannot be reached, with the code of the system behind the words. Undefined if it has another cause. */
export const systemReason = (cause: unknown): string | undefined => {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  const reason = reasons.get(code);
  return reason === undefined ? undefined : `${reason} (${code})`;
};
