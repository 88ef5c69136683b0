import { asyncScheduler, merge, NEVER, Subscription, take, timer } from 'rxjs';
import type { BeamError } from '../errors.js';
import { type Closed, type Farewell, NORMAL_CLOSURE } from '../link/link.js';
import { connectNetwork } from '../link/network.js';
import { type ChildObserver, ChildSubscriber } from '../link/subscribe-as-child.js';
import { callUser } from '../link/user-functions.js';
import type { Session } from '../session/session.js';
import { IDLE, type Status } from '../status.js';
import { MAX_TIMER_MS } from '../timers.js';
import { type ClientParts, type SharedParts, type SocketOwner, webSocketCtorOf } from './client-parts.js';
import { type CloseOptions, whatIsWrongWith } from './close-options.js';
import { drained } from './drained.js';
import { type Closing, NO_SOCKET, type Phase, type Running } from './phase.js';
import { river } from './river.js';

/** From boot to close, and again: subscribes to the river, announces its sessions and their ends, and leaves it. */
export class Lifecycle implements SocketOwner, ChildObserver<Session> {
  readonly #client: ClientParts;
  #phase: Phase = { at: 'idle' };
  #ends: (() => void)[] | undefined;
  /** Whether `boot()` was called while it closes. */
  #bootsAgain = false;

  constructor(client: SharedParts) {
    this.#client = Object.assign<SharedParts, Pick<ClientParts, 'sockets'>>(client, { sockets: this });
  }

  boot(): void {
    const phase = this.#phase;
    if (phase.at === 'running') return this.#stopDraining(phase);
    if (phase.at !== 'closing') return this.#start();
    this.#bootsAgain = true;
    this.#client.calls.accept();
  }

  close(options: CloseOptions): Promise<void> {
    const wrong = whatIsWrongWith(options);
    if (wrong !== undefined) return Promise.reject(wrong);
    const { drain, code = NORMAL_CLOSURE, reason = '' } = options;
    const ended = new Promise<void>(resolve => {
      this.#ends = [...(this.#ends ?? []), resolve];
    });
    const phase = this.#phase;
    this.#bootsAgain = false;
    // A boot() while closing may have let calls in again: they are over too.
    if (phase.at === 'closed' || phase.at === 'closing') this.#client.calls.closeAll();
    if (phase.at === 'running' && drain !== undefined) this.#drain(phase, drain, () => this.#end({ code, reason }));
    else this.#end({ code, reason });
    return ended;
  }

  #start(): void {
    const { activity, announcements, calls, network$, options, setUp } = this.#client;
    webSocketCtorOf(this.#client);
    const run = new ChildSubscriber<Session>(this);
    this.#phase = { at: 'running', run, connection: 'connecting' };
    this.#bootsAgain = false;
    calls.accept();
    setUp.reset();
    activity.waitsFor = 'the addresses';
    announcements.updateStatus({ ...IDLE, state: 'connecting' });
    // Handlers may end the run at any step of its beginning.
    if (!run.closed) run.add(connectNetwork(options.wake$, network$, announcements));
    if (!run.closed) river(this.#client).subscribe(run);
  }

  // What the pipeline emits.

  /** A session is established, and what was spooled has been sent on it. */
  next({ address, authenticated }: Session): void {
    const phase = this.#phase;
    if (phase.at !== 'running') return;
    this.#connectionIs(phase, 'connected', { address, attempt: 0 });
    // A handler that was notified of this may have ended it all.
    const isStill = this.#phase === phase && phase.connection === 'connected';
    if (isStill) this.#client.announcements.connected(address, authenticated);
  }

  /** Before the teardown: the socket of a client that is refused is still open, and closes with a handshake. */
  isFatal(): boolean {
    return true;
  }

  error(error: BeamError): void {
    this.#end({ code: NORMAL_CLOSURE, reason: '' }, error);
  }

  complete(): void {
    this.#end({ code: NORMAL_CLOSURE, reason: '' });
  }

  // What its sockets ask and report.

  get closeObserver(): SocketOwner['closeObserver'] {
    return { next: info => this.#closed(info) };
  }

  farewell(): Farewell | undefined {
    const phase = this.#phase;
    if (phase.at !== 'closing') return undefined;
    phase.hasSocket = true;
    return phase.farewell;
  }

  takeClosed(): Closed | undefined {
    const phase = this.#phase;
    if (phase.at !== 'running') return undefined;
    const { closed } = phase;
    phase.closed = undefined;
    return closed;
  }

  #closed(info: Closed): void {
    const [phase, { announcements }] = [this.#phase, this.#client];
    if (phase.at === 'closing' && phase.isAnnounced) return this.#ended(info);
    if (phase.at === 'idle' || phase.at === 'closed') return;
    phase.closed = info;
    if (phase.at === 'closing') return;
    // In one go: a handler of either may end it all.
    announcements.batch(() => {
      if (phase.connection === 'connected') this.#connectionIs(phase, 'reconnecting');
      announcements.endSession();
      announcements.closed(info);
    });
  }

  #connectionIs(phase: Running, connection: Running['connection'], facts: Partial<Status> = {}): void {
    phase.connection = connection;
    const state = phase.draining === undefined ? connection : 'closing';
    this.#client.announcements.updateStatus({ ...facts, state, retryAt: undefined });
  }

  /** Asked for again, the shorter time counts. */
  #drain(phase: Running, ms: number, then: () => void): void {
    const { announcements, calls } = this.#client;
    const draining = phase.draining ?? new Subscription();
    if (phase.draining === undefined) {
      phase.draining = draining;
      calls.beginDraining();
      announcements.updateStatus({ state: 'closing' });
    }
    if (draining.closed) return;
    const late$ = ms > MAX_TIMER_MS ? NEVER : timer(ms);
    draining.add(merge(drained(calls), late$).pipe(take(1)).subscribe(then));
  }

  /** `boot()` calls a drain off: the client goes on as it was. */
  #stopDraining(phase: Running): void {
    if (phase.draining === undefined) return;
    phase.draining.unsubscribe();
    phase.draining = undefined;
    const ends = this.#ends ?? [];
    this.#client.calls.accept();
    this.#client.announcements.updateStatus({ state: phase.connection });
    this.#resolveEnds(ends);
  }

  /** Leaves the river: an open socket says farewell, everything else stops at once. All are notified when that is done. */
  #end(farewell: Farewell, cause?: BeamError): void {
    const { announcements, calls } = this.#client;
    const phase = this.#phase;
    if (phase.at === 'closing') return;
    if (phase.at === 'closed') return this.#resolveEnds();
    const closing: Closing = { at: 'closing', farewell };
    this.#phase = closing;
    announcements.batch(() => {
      announcements.updateStatus({ state: 'closing', attempt: 0, retryAt: undefined });
      announcements.endSession();
      calls.beginClosing(cause);
      if (phase.at === 'running') {
        phase.draining?.unsubscribe();
        callUser(() => phase.run.unsubscribe(), undefined); // a source of the user may throw in its teardown
      }
      calls.closeAll(cause);
      if (cause !== undefined) announcements.report(cause);
    });
    closing.isAnnounced = true;
    if (closing.hasSocket && closing.closed === undefined) return;
    // Not within close(): its caller may only then begin to listen.
    asyncScheduler.schedule(() => this.#ended(closing.closed ?? NO_SOCKET));
  }

  #ended(info: Closed): void {
    const { announcements } = this.#client;
    const ends = this.#ends ?? [];
    this.#phase = { at: 'closed' };
    announcements.batch(() => {
      announcements.updateStatus({ state: 'closed' });
      announcements.closed(info);
    });
    this.#resolveEnds(ends);
    if (this.#bootsAgain && this.#phase.at === 'closed') this.#start();
  }

  /** Not those of a `close()` since: a handler may have booted and closed again. */
  #resolveEnds(ends = this.#ends ?? []): void {
    this.#ends = this.#ends?.filter(end => !ends.includes(end));
    for (const end of ends) end();
  }
}
