/** What system error codes mean when a server cannot be reached. */
const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ECONNREFUSED', 'no server listens there'],
  ['ECONNRESET', 'it closed the connection'],
  ['EPIPE', 'it closed the connection'],
  ['ENOTFOUND', 'no such host'],
  ['EAI_AGAIN', 'the host name cannot be resolved at the moment'],
  ['ETIMEDOUT', 'it does not answer'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it does not answer'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
]);

/** Why a server cannot be reached, followed by the system's error code. Undefined for any other cause. */
export const systemReason = (cause: unknown): string | undefined => {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  const reason = reasons.get(code);
  return reason === undefined ? undefined : `${reason} (${code})`;
};
