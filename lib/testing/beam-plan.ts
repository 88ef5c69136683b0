import type { Beginning } from './beginning.js';
import { parsed } from './parsed.js';
import type { ProtocolPlan } from './protocol-plan.js';
import type { RecordedEntry } from './recorded-entry.js';

type Sent = { readonly method: string; readonly args: readonly unknown[]; readonly id: number };

const sentOf = (entry: RecordedEntry): Sent | undefined => {
  if (entry.type !== 'sent') return undefined;
  const { method, arguments: args, id } = parsed(entry.frame) ?? {};
  if (typeof method !== 'string' || typeof id !== 'number' || !Array.isArray(args)) return undefined;
  return { method, args, id };
};

/** A frame that the client sent for a set-up: not for a recorded call, nor for an older one. */
const setUpCalls = (entries: readonly RecordedEntry[], ids: ReadonlySet<unknown>): readonly Sent[] =>
  entries
    .map(sentOf)
    .filter(sent => sent !== undefined)
    .filter(({ id, method }) => !ids.has(id) && (method === 'auth' || method === 'optOutEvents'));

/** The replay lacks the calls from before the recording, so its ids are lower by their number. */
export const beamPlan = (
  entries: readonly RecordedEntry[],
  beginning: Beginning,
  options: Readonly<Record<string, unknown>>,
): ProtocolPlan => {
  const ids = new Set(entries.filter(entry => entry.type === 'made').map(({ id }) => id));
  const setUps = setUpCalls(entries, ids);
  const given = Array.isArray(options['auth']) ? (options['auth'] as unknown[]) : undefined;
  const wasAuthed = options['auth'] !== undefined || beginning.isBooted;
  const auth = wasAuthed ? (setUps.find(({ method }) => method === 'auth')?.args ?? given) : undefined;
  const all = [...ids, ...setUps.map(({ id }) => id)].filter(id => typeof id === 'number');
  const firstId = all.length === 0 ? 0 : Math.min(...all);
  const isSetUp = beginning.session !== undefined || beginning.socket?.isOpen === true;
  const shift = firstId - (isSetUp && auth !== undefined ? 1 : 0);
  const data = { authenticated: true, roles: [] };
  return {
    auth,
    ongoing: [],
    welcome: [
      ...(options['welcome'] === false ? [] : ['{"type":"event","event":"WelcomeEvent","data":{}}']),
      ...(auth === undefined ? [] : [JSON.stringify({ type: 'reply', error: null, id: 0, data })]),
    ],
    received: text => {
      const packet = shift === 0 ? undefined : parsed(text);
      if (packet?.['type'] !== 'reply' || typeof packet['id'] !== 'number') return text;
      if (packet['id'] < firstId) return undefined;
      return JSON.stringify({ ...packet, id: packet['id'] - shift });
    },
  };
};
