import { parsed } from './parsed.js';
import type { RecordedEntry } from './recorded-entry.js';
import type { Step } from './replay-step.js';

/** The call of a user, with the options that the client does not have by itself. */
export const callStep = (
  { at, call, method, args, timeout, noReply, resend, whenDown }: Extract<RecordedEntry, { type: 'made' }>,
  defaults: Readonly<Record<string, unknown>>,
): Step => {
  if (whenDown === 'ping') return { at, ping: call };
  const options = {
    ...(timeout === defaults['callTimeout'] ? {} : { timeout }),
    ...(noReply ? { noReply } : {}),
    ...(resend === (defaults['resend'] as readonly string[] | undefined)?.includes(method) ? {} : { resend }),
    ...(whenDown === 'reject' || whenDown === 'session' ? { force: true } : {}),
  };
  const list = parsed(args) ?? [];
  return { at, call, method, args: list, ...(Object.keys(options).length === 0 ? {} : { options }) };
};
