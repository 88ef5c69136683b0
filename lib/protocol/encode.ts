import { CallError } from '../errors.js';
import { maskedCause } from '../text/masked-cause.js';
import { quote } from '../text/quote.js';
import { isText } from '../text/rule.js';
import type { SecretMask, Secrets } from '../text/secrets.js';
import type { Arguments, Body, ProtocolRules } from './protocol.js';

/** What turns arguments into the body of a call. */
export interface Encoding {
  readonly protocol: Pick<ProtocolRules, 'body' | 'secrets'>;
  readonly secrets: Pick<Secrets, 'remember' | keyof SecretMask>;
}

/**
 * The arguments of a call as they are now. The secrets among them are remembered, so that no error shows them.
 *
 * @throws what the arguments or the protocol throw
 */
export const encode = ({ protocol, secrets }: Encoding, method: string, args: Arguments): Body => {
  const keys = protocol.secrets?.(method, args);
  // Only texts: an argument that was left out is `undefined`, and masking it later would throw.
  if (keys !== undefined) secrets.remember(keys.filter(isText));
  return protocol.body(args, method);
};

/** The arguments of a call, or the protocol that writes them, threw. */
export const unencodable = (method: string, cause: unknown, secrets: SecretMask): CallError => {
  const { why, options } = maskedCause(cause, secrets);
  return new CallError(
    `the arguments of ${quote(method)} cannot be serialized: ${why}`,
    { method, id: undefined, kind: 'encoding', delivery: 'never' },
    options,
  );
};
