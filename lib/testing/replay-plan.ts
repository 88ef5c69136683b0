import type { Protocol } from '../index.js';
import { beamPlan } from './beam-plan.js';
import type { Beginning, FrameEntry, KnownSocket } from './beginning.js';
import { callStep, endsOf } from './call-step.js';
import { MAX_TIMER_MS } from './long-timer.js';
import { PlannedDials } from './planned-dials.js';
import { isHeartbeat, type ProtocolPlan } from './protocol-plan.js';
import type { RecordedEntry } from './recorded-entry.js';
import type { ReplayFacts, Step } from './replay-step.js';
import { rpcPlan } from './rpc-plan.js';
import { RpcSteps } from './rpc-steps.js';
import { buffered, close, frame, isCloseCode } from './server-action.js';

/** How to replay a recording. */
export interface ReplayPlan extends ReplayFacts {
  readonly steps: readonly Step[];
  /** The credentials of set-ups that no recorded call gave. */
  readonly auth: readonly unknown[] | undefined;
  /** The first id, unless it is that of the protocol. */
  readonly firstId: number | undefined;
  /** Whether the sockets had pings of the WebSocket protocol. */
  readonly canPing: boolean;
}

type Act = Extract<Step, { dial: number }>['act'];

/** How often a client checks whether its socket has drained, and slightly less, so that its next check finds it drained. */
const DRAIN_LEAD_MS = 10;

/** Turns entries into steps, one after the other. */
class Planner {
  readonly dials: PlannedDials;
  readonly waits: number[] = [];
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #protocol: ProtocolPlan;
  readonly #heartbeat: Protocol['heartbeat'];
  /** The dials that the client dropped. */
  readonly #dropped: ReadonlySet<number>;
  readonly #rpc = new RpcSteps();
  readonly #ends: ReturnType<typeof endsOf>;

  constructor(entries: readonly RecordedEntry[], options: Readonly<Record<string, unknown>>, protocol: ProtocolPlan) {
    this.#options = options;
    this.#protocol = protocol;
    const spoken = options['protocol'] as Protocol | undefined;
    this.#heartbeat = spoken === undefined ? { method: 'ping' } : spoken.heartbeat;
    this.dials = new PlannedDials(Number.isFinite(options['hedge']));
    this.#ends = endsOf(entries);
    const dropped = entries.filter(entry => entry.type === 'gone' && entry.byClient);
    this.#dropped = new Set(dropped.map(entry => (entry as { dial: number }).dial));
  }

  /**
   * Brings the client into its state at the first entry: connected, dialling, or waiting for its next dial.
   *
   * @param nextDialMs - how long until it dials again
   */
  prologue({ isBooted, session, socket }: Beginning, nextDialMs: number): readonly Step[] {
    const { ongoing, welcome } = this.#protocol;
    if (!isBooted) return ongoing;
    const boot: readonly Step[] = [{ at: 0, boot: true }, ...ongoing];
    this.dials.dialled(socket?.dial ?? 0, socket?.address ?? session ?? 'ws://before.test/', 0);
    if (session !== undefined || socket?.isOpen) {
      const said = welcome.map(text => ({ at: 0, dial: 1, act: frame(text) }));
      return [...boot, { at: 0, dial: 1, act: 'o' }, ...said, ...this.#silence(0, socket)];
    }
    if (socket !== undefined) return boot;
    this.dials.gone(0, 0, false);
    this.waits.push(nextDialMs);
    return [...boot, { at: 0, dial: 1, act: 'd' }];
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
        this.dials.dialled(entry.dial, entry.address, at);
        return [];
      case 'open':
        return [...this.#act(at, entry.dial, 'o'), ...this.#silence(at, entry)];
      case 'received':
        return this.#received(entry);
      case 'sent':
        return isHeartbeat(entry, this.#heartbeat) ? [{ at, heartbeat: true }] : (this.#protocol.sent?.(entry) ?? []);
      case 'gone': {
        const step = this.#gone(entry);
        this.dials.gone(entry.dial, at, entry.byClient);
        return step;
      }
      case 'buffered':
        return this.#buffered(at, entry.bytes);
      case 'made':
        return [callStep(entry, this.#ends.get(entry.call), this.#options)];
      case 'settled':
        return entry.kind === 'aborted' ? [{ at, cancel: entry.call }] : [];
      case 'waiting':
        this.waits.push(entry.delay);
        return [];
      default:
        return this.#rpc.of(entry);
    }
  }

  /** A server that never answered the client's close frame, so that the client dropped the socket. Its frames still arrive. */
  #silence(at: number, socket: Pick<KnownSocket, 'dial'> | undefined): readonly Step[] {
    return socket !== undefined && this.#dropped.has(socket.dial) ? this.#act(at, socket.dial, 's') : [];
  }

  #act(at: number, dial: number, act: Act): readonly Step[] {
    const number = this.dials.numberOf(dial);
    return number === undefined ? [] : [{ at, dial: number, act }];
  }

  #gone({ at, dial, code, reason, byClient }: Extract<RecordedEntry, { type: 'gone' }>): readonly Step[] {
    // The client may not drop the socket by itself: for example, the recorded one got no pong.
    if (byClient) return this.#act(at + 1, dial, 'd');
    return this.#act(at, dial, code === 1006 || !isCloseCode(code) ? 'd' : close(code, reason));
  }

  #received({ at, dial, frame: given, binary }: FrameEntry): readonly Step[] {
    if (typeof given === 'number') return this.#act(at, dial, frame(new ArrayBuffer(given)));
    const text = this.#protocol.received(given);
    if (text === undefined) return [];
    return this.#act(at, dial, frame(binary ? new TextEncoder().encode(text) : text));
  }

  #buffered(at: number, bytes: number): readonly Step[] {
    const isDrained = bytes <= Number(this.#options['highWater']);
    return this.#act(isDrained ? Math.max(0, at - DRAIN_LEAD_MS) : at, this.dials.newest, buffered(bytes));
  }
}

/** If a call had to wait because the socket was full, the socket was full before the call was made. */
const withBufferedFirst = (entries: readonly RecordedEntry[]): readonly RecordedEntry[] => {
  const ordered = [...entries];
  for (let i = 1; i < ordered.length; i += 1) {
    const [before, entry] = [ordered[i - 1] as RecordedEntry, ordered[i] as RecordedEntry];
    if (entry.type === 'buffered' && before.type === 'made') ordered.splice(i - 1, 2, entry, before);
  }
  return ordered;
};

export const planOf = (
  entries: readonly RecordedEntry[],
  beginning: Beginning,
  options: Readonly<Record<string, unknown>>,
  isBeam: boolean,
): ReplayPlan => {
  const protocol = (isBeam ? beamPlan : rpcPlan)(entries, beginning, options);
  const planner = new Planner(entries, options, protocol);
  const first = entries[0]?.at ?? 0;
  const nextDial = entries.find(({ type }) => type === 'dial')?.at ?? Number.POSITIVE_INFINITY;
  const prologue = planner.prologue(beginning, Math.min(nextDial - first, MAX_TIMER_MS - 1));
  const steps = withBufferedFirst(entries).flatMap(entry => planner.stepsOf({ ...entry, at: entry.at - first }));
  const { dials, waits } = planner;
  return {
    dials: dials.attempts,
    hedges: dials.hedges,
    waits,
    auth: protocol.auth,
    firstId: protocol.firstId,
    steps: [...prologue, ...steps].sort((a, b) => a.at - b.at),
    canPing:
      beginning.socket?.canPing === true ||
      entries.some(entry => entry.type === 'ping' || (entry.type === 'open' && entry.canPing)),
  };
};
