import { ReplyError } from '../errors.js';
import type { SentRequest } from '../protocol/protocol.js';
import { describeCause, quote } from '../text/quote.js';
import type { SecretMask } from '../text/secrets.js';
import { refusalMessage } from '../text/server-error.js';

/** The server refused a subscription, or ended it with an error. Its message holds no secret that the server repeats. */
export const refusalOf = ({ method, id }: SentRequest, error: unknown, secrets: SecretMask): ReplyError =>
  new ReplyError(method, id, error, refusalMessage(method, secrets.maskValue(error)));

/** The server answered, and the protocol found no key in the answer: the error holds the answer's data. */
export const notAccepted = (
  { method, id }: SentRequest,
  data: unknown,
  cause: unknown,
  secrets: SecretMask,
): ReplyError => {
  const why = secrets.maskText(describeCause(cause));
  return new ReplyError(method, id, data, `the server did not accept ${quote(method)}: ${why}`);
};
