import { AuthenticationFailedError, CallError, ReplyError, TimeoutError } from '../../lib/index.js';
import {
  type Answer,
  type CallFile,
  type Flight,
  flightOf,
  isInSetUp,
  isWaiting,
  MOST_LOSSES,
  mayGoAgain,
  msLeft,
  newSocket,
  type SocketFile,
  waitsForSetUp,
} from './flights.js';

export type { Answer } from './flights.js';

/** What was settled of a call when it was made. */
export interface Terms {
  readonly kind: 'call' | 'auth' | 'optOut';
  readonly method: string;
  readonly noReply: boolean;
  readonly force: boolean;
  /** From the sending, in ms; 0 for ever. */
  readonly timeout: number;
  readonly resend: boolean;
  readonly encodable: boolean;
  /** Its signal was aborted before. */
  readonly dead: boolean;
  /** When it settles is not known, as of a promise in virtual time; only how. */
  readonly untimed: boolean;
}

export const PLAIN: Terms = {
  kind: 'call',
  method: 'msg',
  noReply: false,
  force: false,
  timeout: 0,
  resend: false,
  encodable: true,
  dead: false,
  untimed: false,
};

/** How a call ended. */
export type Outcome = { readonly resolved: unknown } | { readonly error: unknown };

/** The bounds that the client was given. */
export interface Bounds {
  readonly limit: number;
  /** How many calls that were never sent may wait: the limit. */
  readonly most: number;
  readonly ttl: number;
  /** Whether each time is exact, as in virtual time. */
  readonly exact: boolean;
  /** Whether a server that speaks is there to see all that was handed to a socket. */
  readonly seesAll: boolean;
  readonly welcome: boolean;
}

/** What the client says of itself. */
export interface View {
  readonly state: string;
  readonly retryAt: number | undefined;
}

/**
 * The books of one client: told of all that goes in and out, in the order in which it happens, it writes down whatever
 * breaks a rule. Calls are known by the tag in their arguments, sockets by their number.
 */
export class Auditor {
  readonly violations: string[] = [];
  /** All that happened, for whoever reads a failure. */
  readonly log: string[] = [];
  readonly #calls = new Map<number, CallFile>();
  readonly #sockets = new Map<number, SocketFile>();
  readonly #owners = new Map<number, string>();
  #closing = false;
  #draining = false;
  /** How many calls had been made when the client was last closed. */
  #madeBeforeClosing = 0;
  #remembered = false;
  /** The call whose credentials a server accepted last. */
  #accepted: number | undefined;
  /** Whether a function gives the credentials of each connection. */
  #asksForCredentials = false;
  #session = 0;
  #connectedOn: number | undefined;
  #announcedOn: number | undefined;
  #strays = 0;
  #straysReported = 0;
  #strayOn: number | undefined;
  /** Of `closed$`: values of sockets, and of clients that had none. */
  readonly #closedTold = { sockets: 0, none: 0 };
  #timesClosed = 0;

  constructor(
    private readonly bounds: Bounds,
    private readonly now: () => number,
  ) {}

  made(tag: number, terms: Terms): void {
    this.#note(`made ${tag} ${JSON.stringify(terms)}`);
    this.#calls.set(tag, {
      tag,
      index: this.#calls.size,
      terms,
      madeAt: this.now(),
      madeClosing: this.#closing,
      taken: false,
      id: undefined,
      settled: false,
      cancelled: false,
      aborted: terms.dead,
      flights: [],
      shared: undefined,
      wasShared: false,
      flownMs: 0,
      losses: 0,
    });
  }

  /** The client has returned from taking the call. */
  taken(tag: number): void {
    this.#file(tag).taken = true;
  }

  /** Credentials were given as an option, or a function that gives them. */
  remembers(how: 'given' | 'function' = 'given'): void {
    this.#remembered = true;
    this.#asksForCredentials = how === 'function';
  }

  booted(): void {
    this.#note('boot');
    this.#closing = false;
  }

  /** Closed, or told that it is enough. */
  closing(draining = false): void {
    this.#note(draining ? 'draining' : 'closing');
    this.#draining = draining && (this.#draining || !this.#closing);
    this.#closing = true;
    this.#madeBeforeClosing = this.#calls.size;
  }

  cancelled(tag: number): void {
    this.#note(`cancelled ${tag}`);
    const call = this.#file(tag);
    call.cancelled = true;
    this.#noAnswerFor(call);
  }

  aborted(tag: number): void {
    this.#note(`aborted ${tag}`);
    this.#file(tag).aborted = true;
  }

  dialled(socket: number): void {
    this.#note(`dialled socket ${socket}`);
    const live = this.live();
    if (this.#closing && !this.#draining) this.#say(`R27: socket ${socket} is dialled although the client was closed`);
    if (live.length > 0) this.#say(`R6: socket ${socket} is dialled while ${live.join(', ')} lives`);
    this.#sockets.set(socket, newSocket(this.#remembered));
  }

  opened(socket: number): void {
    this.#note(`opened socket ${socket}`);
    this.#socket(socket).opened = true;
  }

  welcomed(socket: number): void {
    this.#note(`welcomed socket ${socket}`);
    this.#socket(socket).welcomed = true;
  }

  unready(socket: number): void {
    const file = this.#socket(socket);
    if (file.unready) return;
    this.#note(`closing socket ${socket}`);
    file.unready = true;
  }

  /** The client let go of it. */
  gone(socket: number): void {
    this.#note(`gone socket ${socket}`);
    const file = this.#socket(socket);
    if (file.goneAt === undefined) this.#lost(socket);
    file.goneAt ??= this.now();
    if (this.#connectedOn === socket) this.#connectedOn = undefined;
  }

  /** Counts the loss for the calls in flight on the socket; those that share a flight wait for the next set-up. */
  #lost(socket: number): void {
    for (const call of this.#calls.values()) {
      if (call.shared?.socket === socket) call.shared = undefined;
      const last = call.flights.at(-1);
      if (call.settled || call.cancelled || last?.socket !== socket || last.inSetUp) continue;
      call.flownMs += this.now() - last.at;
      call.losses += 1;
    }
  }

  live(): number[] {
    return [...this.#sockets].filter(([, { goneAt }]) => goneAt === undefined).map(([number]) => number);
  }

  /** A packet was handed to a socket. */
  received(socket: number, id: number, method: string, ...tags: readonly number[]): void {
    this.#note(`received on ${socket}: ${id} ${method} ${tags}`);
    const link = this.#socket(socket);
    if (link.goneAt !== undefined && this.bounds.seesAll) {
      this.#say(`R6: packet ${id} was handed to socket ${socket}, which was left`);
    }
    if (!link.opened) this.#say(`R2: packet ${id} was handed to socket ${socket} before it opened`);
    if (this.bounds.welcome && this.bounds.seesAll && !link.welcomed) {
      this.#say(`R2: packet ${id} was sent before the welcome of socket ${socket}`);
    }
    link.madeBefore ??= this.#calls.size;
    const call = this.#callOf(tags, id, link);
    this.#own(id, call === undefined ? `own packet ${this.log.length}` : `call ${call.tag}`);
    const flight = call && this.#sent(call, id, socket, link, tags);
    if (call === undefined) this.#sentRemembered(method, socket, tags);
    link.outstanding.set(id, { method, flight });
    if (method === 'auth') link.authSeen = true;
    else if (method !== 'optOutEvents') {
      if (link.mustAuth && !link.authAccepted) {
        this.#say(`R9: ${method} went before auth on socket ${socket}, although auth is remembered`);
      }
      link.isSetUp = true;
    }
  }

  /** A packet of the client's own: what it remembers is what was accepted, and goes only when no call takes its place. */
  #sentRemembered(method: string, socket: number, tags: readonly number[]): void {
    if (method === 'optOutEvents') {
      const unknown = tags.filter(tag => this.#isForgotten(this.#file(tag)));
      if (unknown.length > 0) this.#say(`R10: the names of call ${unknown} are sent, which no server has accepted`);
    }
    if (method !== 'auth') return;
    const [tag] = tags;
    const due = this.#asksForCredentials ? undefined : this.#accepted;
    if (tag !== due) this.#say(`R9: the credentials of call ${tag} are sent as those remembered, which are of ${due}`);
    const waiting = this.#waiting('auth').map(call => call.tag);
    if (waiting.length > 0) this.#say(`R9: socket ${socket} had remembered credentials, and call ${waiting} waits`);
  }

  /** Whether no server has had its names. */
  #isForgotten({ settled, cancelled, flights, wasShared }: CallFile): boolean {
    return (settled || cancelled) && flights.length === 0 && !wasShared;
  }

  #waiting(kind: Terms['kind']): CallFile[] {
    return [...this.#calls.values()].filter(
      call => call.terms.kind === kind && waitsForSetUp(call) && !this.#isTimeOver(call),
    );
  }

  /** Its time is over, although that is not told yet: what waits behind it goes first. */
  #isTimeOver(call: CallFile): boolean {
    const last = call.flights.at(-1);
    if (last === undefined || call.shared !== undefined || call.terms.timeout === 0) return false;
    if (!this.bounds.exact || this.#socket(last.socket).goneAt !== undefined) return false;
    return this.now() - last.at >= msLeft(call);
  }

  #sent(call: CallFile, id: number, socket: number, link: SocketFile, tags: readonly number[]): Flight {
    const { tag, terms, flights } = call;
    if (call.id !== undefined && call.id !== id) this.#say(`R12: call ${tag} had the id ${call.id}, and now ${id}`);
    call.id = id;
    if (call.settled && !terms.untimed) this.#say(`R16: call ${tag} was sent when it was settled`);
    if (call.cancelled) this.#say(`R16: call ${tag} was sent when it was cancelled`);
    if (flights.length > 0 && !mayGoAgain(call)) {
      this.#say(`R14: call ${tag} was sent ${flights.length === 1 ? 'twice' : `${flights.length + 1} times`}`);
    }
    const last = flights.at(-1);
    if (last?.socket === socket) this.#say(`R14: call ${tag} was sent twice on socket ${socket}`);
    if (terms.kind === 'call') {
      if (call.index < link.newest) this.#say(`R12: call ${tag} was sent after a later one on socket ${socket}`);
      link.newest = Math.max(link.newest, call.index);
    }
    const inSetUp = isInSetUp(call, link);
    const flight: Flight = { socket, at: this.now(), sender: tag, inSetUp, answer: undefined };
    if (inSetUp) this.#share(flight, call, link, tags);
    else if (terms.kind === 'optOut') this.#haveNames(call, [call], tags);
    if (terms.kind === 'optOut') {
      link.optOuts = 'sent';
      link.isSetUp ||= !inSetUp;
    }
    flights.push(flight);
    call.shared = undefined;
    return flight;
  }

  /** Of calls that wait for a set-up, the newest is sent, and its answer is that of all (R9). */
  #share(flight: Flight, newest: CallFile, link: SocketFile, tags: readonly number[]): void {
    const { kind } = newest.terms;
    const isOptOut = kind === 'optOut';
    const waiting = this.#waiting(kind);
    // Opt-outs that a handler of the set-up's first packet makes are late for it.
    const group = waiting.filter(call => !isOptOut || tags.includes(call.tag) || call.index < (link.madeBefore ?? 0));
    const newer = group.filter(call => call.index > newest.index).map(call => call.tag);
    if (newer.length > 0) this.#say(`R9: call ${newest.tag} is sent, and call ${newer} is newer`);
    if (isOptOut) this.#haveNames(newest, group, tags);
    for (const call of group) {
      if (call === newest) continue;
      call.shared = flight;
      call.wasShared ||= isOptOut;
    }
  }

  /** The names in a packet are those of all these calls, and no others. */
  #haveNames({ tag }: CallFile, calls: readonly CallFile[], tags: readonly number[]): void {
    const due = calls.map(call => call.tag);
    if (tags.length !== due.length || due.some(each => !tags.includes(each))) {
      this.#say(`R9: call ${tag} has the names of ${tags}, and should have those of ${due}`);
    }
  }

  /** It was settled or cancelled: what shares its flight is not answered by it, and counts for itself again. */
  #noAnswerFor({ tag, flights }: CallFile): void {
    const last = flights.at(-1);
    if (last === undefined || last.answer !== undefined) return;
    for (const call of this.#calls.values()) {
      if (call.shared === last && last.sender === tag) call.shared = undefined;
    }
  }

  /** The server answers, on a socket that may have been left. */
  answered(socket: number, id: number | unknown, answer: Answer): void {
    this.#note(`answered on ${socket}: ${JSON.stringify(id)} ${JSON.stringify(answer)}`);
    const link = this.#socket(socket);
    if (link.goneAt !== undefined || !link.opened) return;
    const asked = link.outstanding.get(id as number);
    if (asked === undefined) {
      this.#strays += 1;
      this.#strayOn = socket;
      return;
    }
    link.outstanding.delete(id as number);
    const { method, flight } = asked;
    if (flight !== undefined) flight.answer = answer;
    if (method === 'optOutEvents' && flight?.inSetUp && this.#isAwaited(flight)) link.optOuts = 'answered';
    if (method === 'auth' && !answer.error && (flight === undefined || this.#isAwaited(flight))) {
      link.authAccepted = true;
      link.isSetUp = true;
    }
  }

  #isAwaited({ sender }: Flight): boolean {
    const { settled, cancelled } = this.#file(sender);
    return !settled && !cancelled;
  }

  errored(error: Error): void {
    this.#note(`errors$ ${error.name}: ${error.message}`);
    if (error.name === 'NoMethodHandlerError') this.#straysReported += 1;
  }

  connected(session: number): void {
    this.#note(`connected, session ${session}`);
    this.#session += 1;
    if (session !== this.#session) this.#say(`session ${session} was announced, which should be ${this.#session}`);
    const [socket] = this.live();
    if (socket === undefined) return;
    const link = this.#socket(socket);
    this.#connectedOn = socket;
    this.#announcedOn = socket;
    if (!link.opened) this.#say(`R2: connected before socket ${socket} opened`);
    if (this.bounds.welcome && !link.welcomed) this.#say(`R2: connected before the welcome of socket ${socket}`);
    if (link.mustAuth && !link.authAccepted) this.#say(`R9: connected without auth on socket ${socket}`);
    link.isSetUp = true;
  }

  settled(tag: number, outcome: Outcome): void {
    this.#note(`settled ${tag} ${tell(outcome)}`);
    const call = this.#file(tag);
    if (call.settled) this.#say(`R13: call ${tag} settled twice`);
    if (call.cancelled) this.#say(`R16: call ${tag} settled although it was cancelled`);
    call.settled = true;
    this.#noAnswerFor(call);
    if ('resolved' in outcome) this.#resolved(tag, call, outcome.resolved);
    else if (outcome.error instanceof CallError) this.#failed(tag, call, outcome.error);
    else this.#say(`R13: call ${tag} failed with what is no CallError: ${String(outcome.error)}`);
  }

  #resolved(tag: number, call: CallFile, data: unknown): void {
    const { terms } = call;
    const flight = flightOf(call);
    if (flight === undefined) return void this.#say(`R13: call ${tag} resolved, but was never sent`);
    const { answer } = flight;
    if (terms.kind === 'auth') {
      this.#remembered = true;
      this.#accepted = flight.sender;
    }
    if (terms.noReply) {
      if (data !== undefined) this.#say(`R17: noReply call ${tag} resolved with ${JSON.stringify(data)}`);
      return;
    }
    if (answer === undefined) return void this.#say(`R13: call ${tag} resolved without an answer`);
    if (answer.error) this.#say(`R13: call ${tag} resolved although it was refused`);
    if (JSON.stringify(answer.data) !== JSON.stringify(data)) {
      this.#say(`R22: call ${tag} resolved with ${JSON.stringify(data)}, not with ${JSON.stringify(answer.data)}`);
    }
  }

  #failed(tag: number, call: CallFile, error: CallError): void {
    const wrong = this.#whatIsWrongWith(call, error);
    if (wrong !== undefined) this.#say(`R13: call ${tag} failed as ${error.kind}, but ${wrong}`);
    const truth = error.kind === 'refused' ? 'answered' : wasSent(call, error) ? 'unknown' : 'never';
    const lost = !this.bounds.seesAll && error.delivery === 'unknown' && truth === 'never';
    if (error.delivery !== truth && !lost) {
      this.#say(`R13: call ${tag} (${error.kind}) says delivery ${error.delivery}, which is ${truth}`);
    }
    if (call.id !== undefined && error.id !== call.id)
      this.#say(`R13: call ${tag} has the id ${call.id}, not ${error.id}`);
    if (error.method !== call.terms.method) this.#say(`R13: call ${tag} fails as a call of ${error.method}`);
  }

  #whatIsWrongWith(call: CallFile, error: CallError): string | undefined {
    const { terms, aborted, madeAt } = call;
    const timed = this.bounds.exact && !terms.untimed;
    const last = flightOf(call);
    const answer = last?.answer;
    const link = last === undefined ? undefined : this.#socket(last.socket);
    switch (error.kind) {
      case 'refused':
        if (!(error instanceof ReplyError) || !answer?.error) return 'no server refused it';
        return same(error.error, answer.error) ? undefined : 'the server said otherwise';
      case 'timeout':
        if (!(error instanceof TimeoutError) || last === undefined || terms.timeout === 0) return 'it has no deadline';
        if (timed && this.now() - last.at !== msLeft(call)) return `${this.now() - last.at} ms after the sending`;
        return undefined;
      case 'aborted':
        return aborted ? undefined : 'nobody aborted it';
      case 'overflow':
        if ((terms.force && last === undefined) || this.bounds.limit === Number.POSITIVE_INFINITY) return 'it cannot';
        return undefined;
      case 'expired': {
        const since = Math.max(madeAt, link?.goneAt ?? 0);
        if (last !== undefined && link?.goneAt === undefined) return 'it was sent';
        return timed && this.now() - since !== this.bounds.ttl ? `after ${this.now() - since} ms` : undefined;
      }
      case 'disconnected':
        if (mayGoAgain(call)) return 'it may be sent again';
        if (last === undefined || (this.bounds.exact && link?.goneAt === undefined)) return 'it was not in flight';
        return timed && link?.goneAt !== this.now() ? 'not when its connection was lost' : undefined;
      case 'closed':
        if (error.cause instanceof AuthenticationFailedError) return undefined;
        return this.#closing || call.index < this.#madeBeforeClosing ? undefined : 'the client is not';
      case 'not-connected':
        if (!terms.force) return 'it could wait';
        return timed && this.#isReady() ? 'the client is connected' : undefined;
      case 'encoding':
        return terms.encodable ? 'its arguments are JSON' : undefined;
    }
  }

  /** Whether a session is announced, and its socket takes packets. */
  #isReady(): boolean {
    if (this.#connectedOn === undefined) return false;
    const link = this.#socket(this.#connectedOn);
    return link.goneAt === undefined && !link.unready;
  }

  /** Between the steps: whether what is pending may be, and the client has one socket or one wait. */
  check({ state, retryAt }: View): void {
    for (const [tag, call] of this.#calls) {
      if (call.settled || call.cancelled || call.terms.untimed) continue;
      const why = this.#whyNotPending(call, state);
      if (why !== undefined) this.#say(`R13: call ${tag} is still pending, although ${why}`);
    }
    const waiting = [...this.#calls.values()].filter(call => isWaiting(call)).length;
    if (waiting > this.bounds.most) this.#say(`R18: ${waiting} calls wait in a spool of ${this.bounds.most}`);
    // One that a handler ended its socket for need not be told of any more.
    const goneWith = this.#strayOn !== undefined && this.#socket(this.#strayOn).goneAt !== undefined;
    if (goneWith && this.#straysReported === this.#strays - 1) this.#straysReported += 1;
    if (this.#straysReported !== this.#strays) {
      this.#say(`R22: ${this.#strays} replies were strays, and ${this.#straysReported} were reported`);
      this.#straysReported = this.#strays;
    }
    if ((state === 'idle' || state === 'closed') && retryAt !== undefined)
      this.#say(`R27: ${state}, yet a try is announced`);
    if (state === 'idle' || state === 'closed' || state === 'closing') return;
    const sockets = this.live().length;
    const waits = retryAt === undefined ? 0 : 1;
    if (sockets + waits !== 1) this.#say(`R3: ${state} with ${sockets} sockets and ${waits} waits`);
  }

  /** Between the steps: whether a session is replayed to who comes now. */
  present(session: boolean): void {
    const stands = this.live().some(socket => socket === this.#announcedOn);
    if (session !== stands)
      this.#say(`R2: connected$ replays ${session ? 'a' : 'no'} session, and ${stands ? 'one' : 'none'} stands`);
  }

  #whyNotPending(call: CallFile, state: string): string | undefined {
    const { terms, flights, madeAt, madeClosing, aborted } = call;
    if (state === 'closed') return 'the client is closed';
    if (aborted) return 'it was aborted';
    if (!terms.encodable) return 'it cannot be encoded';
    if (madeClosing) return 'it was made when the client was closing';
    if (terms.force && flights.length === 0) return 'it must go now or never';
    const last = flightOf(call);
    const goneAt = last === undefined ? undefined : this.#socket(last.socket).goneAt;
    if (last !== undefined && goneAt === undefined) {
      if (terms.noReply) return 'it wants no reply and was sent';
      if (last.answer !== undefined) return 'it was answered';
      if (!this.bounds.exact || terms.timeout === 0) return undefined;
      return this.now() - last.at < msLeft(call) ? undefined : 'its time is over';
    }
    if (last !== undefined && !mayGoAgain(call)) {
      return call.losses < MOST_LOSSES ? 'its connection was lost' : 'its third connection was lost';
    }
    if (this.#isReady() && state === 'connected') return 'the client is connected';
    if (!this.bounds.exact || terms.kind !== 'call') return undefined;
    return this.now() - Math.max(madeAt, goneAt ?? 0) < this.bounds.ttl ? undefined : 'it has expired';
  }

  /** What a server received in truth: nothing that says it was never sent, and nothing that was not. */
  arrived(tags: ReadonlySet<number>): void {
    for (const tag of tags) {
      if (this.#calls.get(tag)?.flights.length === 0) this.#say(`R13: call ${tag} arrived, but was not sent`);
    }
  }

  /** After the end: whether anything is left. */
  over(): void {
    for (const [tag, { settled, cancelled }] of this.#calls) {
      if (!settled && !cancelled) this.#say(`R13: call ${tag} never settled`);
    }
    const live = this.live();
    if (live.length > 0) this.#say(`R27: socket ${live.join(', ')} is left`);
  }

  /** A value of `closed$`; `within` a call of `close()` that has not returned. */
  closed(address: string | undefined, within: boolean): void {
    this.#note(`closed$ ${address ?? 'without a socket'}`);
    if (address !== undefined) this.#closedTold.sockets += 1;
    else this.#closedTold.none += 1;
    if (address === undefined && within) this.#say('closed$: without a socket, before close() has returned');
  }

  /** The status says `closed`. */
  isClosed(): void {
    this.#timesClosed += 1;
  }

  /** After the end: whether `closed$` told each end once. */
  overWithClosed(): void {
    const opened = [...this.#sockets.values()].filter(({ opened }) => opened).length;
    const { sockets, none } = this.#closedTold;
    if (sockets !== opened) this.#say(`closed$: told ${sockets} ends, and ${opened} sockets had opened`);
    if (none > this.#timesClosed) this.#say(`closed$: told ${none} ends without a socket, of ${this.#timesClosed}`);
  }

  /** Something that must be nought in the end. */
  left(what: string, count: number): void {
    if (count !== 0) this.#say(`R27: ${count} ${what} left`);
  }

  /** Throws what was found, with all that led to it. */
  verdict(): void {
    if (this.violations.length === 0) return;
    throw new Error(`${this.violations.join('\n')}\n--- journal\n${this.log.join('\n')}`);
  }

  /**
   * The call that a packet is of: the newest of those it names. Of auth and opt-outs that are over it is the client's own,
   * which remembers them.
   */
  #callOf(tags: readonly number[], id: number, { goneAt }: SocketFile): CallFile | undefined {
    const calls = tags.map(tag => this.#calls.get(tag)).filter(call => call !== undefined);
    const newest = calls.reduce<CallFile | undefined>(
      (before, call) => (before === undefined || call.index > before.index ? call : before),
      undefined,
    );
    if (newest === undefined || newest.terms.kind === 'call' || newest.id === id || goneAt !== undefined) return newest;
    return newest.settled || newest.cancelled ? undefined : newest;
  }

  #own(id: number, owner: string): void {
    const before = this.#owners.get(id);
    if (before !== undefined && before !== owner) this.#say(`R12: the id ${id} of ${before} serves ${owner}`);
    this.#owners.set(id, owner);
  }

  #file(tag: number): CallFile {
    const file = this.#calls.get(tag);
    if (file === undefined) throw new Error(`the books know no call ${tag}`);
    return file;
  }

  #socket(number: number): SocketFile {
    const file = this.#sockets.get(number);
    if (file === undefined) throw new Error(`the books know no socket ${number}`);
    return file;
  }

  #note(line: string): void {
    this.log.push(`${this.now()} ms: ${line}`);
  }

  #say(violation: string): void {
    this.violations.push(violation);
    this.#note(`!!! ${violation}`);
  }
}

/** Whether a server may have had its arguments; what shares a flight may also time out with it. */
const wasSent = ({ flights, wasShared, shared }: CallFile, { kind }: CallError): boolean =>
  flights.length > 0 || wasShared || (kind === 'timeout' && shared !== undefined);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const tell = (outcome: Outcome): string => {
  if ('resolved' in outcome) return `with ${JSON.stringify(outcome.resolved)}`;
  const { error } = outcome;
  return error instanceof CallError ? `as ${error.kind}, ${error.delivery}` : String(error);
};
