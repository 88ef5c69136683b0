import { MAX_TIMER_MS } from './long-timer.js';
import type { Beginning, RecordedEntry } from './recorded-entry.js';
import type { ReplayFacts, Step } from './replay.js';
import { close, frame } from './server-action.js';

/** How to make a recording happen again. */
export interface ReplayPlan extends ReplayFacts {
  readonly steps: readonly Step[];
  /** The credentials of set-ups that no recorded call gave. */
  readonly auth: readonly unknown[] | undefined;
  /** Whether the client sent pings of the WebSocket, which a ScriptedSocket does not have. */
  readonly hasSocketPings: boolean;
}

type Sent = { readonly method: string; readonly args: readonly unknown[]; readonly id: number };
type Made = Extract<RecordedEntry, { type: 'made' }>;

const parsed = (text: unknown): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const sentOf = (entry: RecordedEntry): Sent | undefined => {
  if (entry.type !== 'sent') return undefined;
  const { method, arguments: args, id } = parsed(entry.frame) ?? {};
  if (typeof method !== 'string' || typeof id !== 'number' || !Array.isArray(args)) return undefined;
  return { method, args, id };
};

/** What was sent for a set-up, and not for a call that was recorded, with an id that is not that of an older call. */
const setUpCalls = (entries: readonly RecordedEntry[], ids: ReadonlySet<unknown>): readonly Sent[] =>
  entries
    .map(sentOf)
    .filter(sent => sent !== undefined)
    .filter(({ id, method }) => !ids.has(id) && (method === 'auth' || method === 'optOutEvents'));

const settle = (step: Step | undefined): readonly Step[] => (step === undefined ? [] : [step]);

/** Turns entries into steps, one after the other. */
class Planner {
  readonly dials: string[] = [];
  readonly waits: number[] = [];
  readonly auth: readonly unknown[] | undefined;
  readonly #numbers = new Map<number, number>();
  /** The dials that the client dropped. */
  readonly #dropped: ReadonlySet<number>;
  /** What the ids of the client are less in the replay. */
  readonly #shift: number;
  readonly #firstId: number;
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(entries: readonly RecordedEntry[], beginning: Beginning, options: Readonly<Record<string, unknown>>) {
    this.#options = options;
    const dropped = entries.filter(entry => entry.type === 'gone' && entry.byClient);
    this.#dropped = new Set(dropped.map(entry => (entry as { dial: number }).dial));
    const made = entries.filter(entry => entry.type === 'made');
    const ids = new Set(made.map(({ id }) => id));
    const setUps = setUpCalls(entries, ids);
    const given = Array.isArray(options['auth']) ? (options['auth'] as unknown[]) : undefined;
    const wasAuthed = options['auth'] !== undefined || beginning.isBooted;
    const remembered = setUps.find(({ method }) => method === 'auth')?.args;
    this.auth = wasAuthed ? (remembered ?? given) : undefined;
    const all = [...ids, ...setUps.map(({ id }) => id)].filter(id => typeof id === 'number');
    this.#firstId = all.length === 0 ? 0 : Math.min(...all);
    const isSetUp = beginning.session !== undefined || beginning.socket?.isOpen === true;
    this.#shift = this.#firstId - (isSetUp && this.auth !== undefined ? 1 : 0);
  }

  /**
   * Brings the client to where it was when the recording begins: connected, dialling, or waiting for its next dial.
   *
   * @param nextDialMs - how long until it dials again
   */
  prologue({ isBooted, session, socket }: Beginning, nextDialMs: number): readonly Step[] {
    if (!isBooted) return [];
    const boot: Step = { at: 0, boot: true };
    this.dials.push(socket?.address ?? session ?? 'ws://before.test/');
    if (socket !== undefined) this.#numbers.set(socket.dial, 1);
    if (session !== undefined || socket?.isOpen)
      return [boot, ...this.#setUp(), ...this.#silence(0, socket?.dial ?? 0)];
    if (socket !== undefined) return [boot];
    this.waits.push(nextDialMs);
    return [boot, { at: 0, dial: 1, act: 'd' }];
  }

  #setUp(): readonly Step[] {
    const steps: Step[] = [{ at: 0, dial: 1, act: 'o' }];
    if (this.#options['welcome'] !== false) steps.push({ at: 0, dial: 1, act: 'w' });
    const data = { authenticated: true, roles: [] };
    const reply = JSON.stringify({ type: 'reply', error: null, id: 0, data });
    if (this.auth !== undefined) steps.push({ at: 0, dial: 1, act: frame(reply) });
    return steps;
  }

  stepsOf(entry: RecordedEntry): readonly Step[] {
    const { at } = entry;
    switch (entry.type) {
      case 'boot':
        return [{ at, boot: true }];
      case 'network':
        return [{ at, network: entry.event }];
      case 'close':
        return [{ at, close: entry.options }];
      case 'dial':
        this.dials.push(entry.address);
        this.#numbers.set(entry.dial, this.dials.length);
        return [];
      case 'open':
        return [...this.#act(at, entry.dial, 'o'), ...this.#silence(at, entry.dial)];
      case 'received':
        return settle(this.#received(at, entry.dial, entry.frame));
      case 'gone':
        // In case it does not drop the socket by itself, as for an unanswered ping of the WebSocket.
        if (entry.byClient) return this.#act(at + 1, entry.dial, 'd');
        return this.#act(at, entry.dial, entry.code === 1006 ? 'd' : close(entry.code, entry.reason));
      case 'made':
        return [this.#made(entry)];
      case 'settled':
        return entry.kind === 'aborted' ? [{ at, cancel: entry.call }] : [];
      case 'waiting':
        this.waits.push(entry.delay);
        return [];
      default:
        return [];
    }
  }

  /** A server that never answered the close frame of the client, which then dropped the socket. Its frames come nevertheless. */
  #silence(at: number, dial: number): readonly Step[] {
    return this.#dropped.has(dial) ? this.#act(at, dial, 's') : [];
  }

  #act(at: number, dial: number, act: Extract<Step, { dial: number }>['act']): readonly Step[] {
    const number = this.#numbers.get(dial);
    return number === undefined ? [] : [{ at, dial: number, act }];
  }

  /** Not a reply to a call that was made before the recording begins. */
  #received(at: number, dial: number, given: string | number): Step | undefined {
    const number = this.#numbers.get(dial);
    if (number === undefined) return undefined;
    if (typeof given === 'number') return { at, dial: number, act: frame(new ArrayBuffer(given)) };
    const packet = this.#shift === 0 ? undefined : parsed(given);
    if (packet?.['type'] !== 'reply' || typeof packet['id'] !== 'number')
      return { at, dial: number, act: frame(given) };
    if (packet['id'] < this.#firstId) return undefined;
    return { at, dial: number, act: frame(JSON.stringify({ ...packet, id: packet['id'] - this.#shift })) };
  }

  #made({ at, call, method, args, timeout, noReply, resend, whenDown }: Made): Step {
    if (whenDown === 'ping') return { at, ping: call };
    const options = {
      ...(timeout === this.#options['callTimeout'] ? {} : { timeout }),
      ...(noReply ? { noReply } : {}),
      ...(resend === (this.#options['resend'] as readonly string[] | undefined)?.includes(method) ? {} : { resend }),
      ...(whenDown === 'reject' || whenDown === 'session' ? { force: true } : {}),
    };
    const list = (parsed(args) ?? []) as unknown as readonly unknown[];
    return { at, call, method, args: list, ...(Object.keys(options).length === 0 ? {} : { options }) };
  }
}

export const planOf = (
  entries: readonly RecordedEntry[],
  beginning: Beginning,
  options: Readonly<Record<string, unknown>>,
): ReplayPlan => {
  const planner = new Planner(entries, beginning, options);
  const first = entries[0]?.at ?? 0;
  const nextDial = entries.find(({ type }) => type === 'dial')?.at ?? Number.POSITIVE_INFINITY;
  const prologue = planner.prologue(beginning, Math.min(nextDial - first, MAX_TIMER_MS - 1));
  const steps = entries.flatMap(entry => planner.stepsOf({ ...entry, at: entry.at - first }));
  const { dials, waits, auth } = planner;
  return {
    dials,
    waits,
    auth,
    steps: [...prologue, ...steps].sort((a, b) => a.at - b.at),
    hasSocketPings: entries.some(({ type }) => type === 'ping'),
  };
};
