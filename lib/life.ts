import { merge, NEVER, type Observable, of, Subscription, take, timer } from 'rxjs';
import { type CloseOptions, whatIsWrongWith } from './close-options.js';
import type { BeamError } from './errors.js';
import { LONGEST } from './link/join.js';
import { type Closed, type Link, NORMAL } from './link/link.js';
import { type Reaches, Run, type Told } from './run.js';
import type { Session } from './session/session.js';
import { IDLE, type Status } from './status.js';
import type { Calls } from './traffic/calls.js';

/** Where a client is between boot and close. */
type Phase = { readonly at: 'idle' | 'closing' | 'closed' } | Running;

interface Running {
  readonly at: 'running';
  readonly run: Run;
  /** Where the connection is, whatever is announced while draining. */
  link: 'connecting' | 'connected' | 'reconnecting';
  draining: Subscription | undefined;
}

/** The calls outlast each run, and are none of its concern. */
type LastingReaches = Reaches & { readonly calls: Calls };

/** From boot to close, and again: starts the river, opens and shuts the gate with its sessions, and ends it. */
export class Life implements Told {
  readonly #reaches: LastingReaches;
  #phase: Phase = { at: 'idle' };
  #link: Link | undefined;
  #ends: (() => void)[] = [];
  /** What was asked for last while it closed: to start again after it, or not. */
  #again = false;

  constructor(reaches: LastingReaches) {
    this.#reaches = reaches;
  }

  boot(): void {
    const phase = this.#phase;
    if (phase.at === 'running') return this.#stopDraining(phase);
    if (phase.at !== 'closing') return this.#start();
    this.#again = true;
    this.#reaches.calls.accept();
  }

  close(options: CloseOptions): Promise<void> {
    const wrong = whatIsWrongWith(options);
    if (wrong !== undefined) return Promise.reject(wrong);
    const { drain, code = NORMAL, reason = '' } = options;
    const ended = new Promise<void>(resolve => this.#ends.push(resolve));
    const phase = this.#phase;
    this.#again = false;
    // A boot() may have let calls in again meanwhile: they are over too.
    if (phase.at === 'closed' || phase.at === 'closing') this.#reaches.calls.closeAll();
    if (phase.at === 'running' && drain !== undefined) {
      this.#drain(phase, drain, () => this.#end(code, reason));
    } else {
      this.#end(code, reason);
    }
    return ended;
  }

  #start(): void {
    const { streams, calls, credentials } = this.#reaches;
    const run = new Run(this.#reaches, this);
    this.#phase = { at: 'running', run, link: 'connecting', draining: undefined };
    this.#again = false;
    calls.accept();
    credentials.reset();
    streams.become({ ...IDLE, state: 'connecting' });
    if (!run.closed) run.begin();
  }

  opened(link: Link): void {
    this.#link = link;
  }

  /** What was spooled goes first; unless a handler of that ended it all, or the socket went, the session is announced then. */
  established({ desk, authenticated }: Session): void {
    const { calls, streams } = this.#reaches;
    const [phase, link] = [this.#phase, this.#link];
    const stands = () => this.#phase === phase && this.#link === link;
    calls.open(desk);
    if (phase.at !== 'running' || !stands()) return;
    this.#linkIs(phase, 'connected', { address: desk.address, attempt: 0 });
    if (stands()) streams.connected(desk.address, authenticated);
  }

  closed(info: Closed): void {
    const { calls, streams } = this.#reaches;
    const phase = this.#phase;
    this.#link = undefined;
    if (phase.at !== 'running') return this.#ended(info);
    // In one go, and before the calls in flight are rejected: a handler of either may end it all.
    streams.inOneGo(() => {
      if (phase.link === 'connected') this.#linkIs(phase, 'reconnecting');
      streams.lost();
      streams.closed(info);
    });
    calls.shut();
  }

  #linkIs(phase: Running, link: Running['link'], facts: Partial<Status> = {}): void {
    phase.link = link;
    this.#reaches.streams.become({
      ...facts,
      state: phase.draining === undefined ? link : 'closing',
      retryAt: undefined,
    });
  }

  /** Asked for again, the shorter time counts. */
  #drain(phase: Running, ms: number, then: () => void): void {
    const { calls, streams } = this.#reaches;
    const draining = phase.draining ?? new Subscription();
    if (phase.draining === undefined) {
      phase.draining = draining;
      calls.refuse();
      streams.become({ state: 'closing' });
    }
    if (draining.closed) return;
    const idle$: Observable<unknown> = calls.idle ? of(true) : calls.idle$;
    const late$ = ms > LONGEST ? NEVER : timer(ms);
    draining.add(merge(idle$, late$).pipe(take(1)).subscribe(then));
  }

  /** Called off: the client goes on as it was. */
  #stopDraining(phase: Running): void {
    if (phase.draining === undefined) return;
    phase.draining.unsubscribe();
    phase.draining = undefined;
    this.#reaches.calls.accept();
    this.#reaches.streams.become({ state: phase.link });
    this.#tellEnd();
  }

  over(error?: BeamError): void {
    this.#end(NORMAL, '', error);
  }

  /** Over: a socket that is open says farewell, everything else stops at once; and only then anybody is told. */
  #end(code: number, reason: string, cause?: BeamError): void {
    const { calls, streams } = this.#reaches;
    const phase = this.#phase;
    if (phase.at === 'closing') return;
    if (phase.at === 'closed') return this.#tellEnd();
    this.#phase = { at: 'closing' };
    const link = this.#link;
    link?.leave();
    if (phase.at === 'running') {
      phase.draining?.unsubscribe();
      phase.run.unsubscribe();
    }
    streams.inOneGo(() => {
      streams.become({ state: 'closing', attempt: 0, retryAt: undefined });
      streams.lost();
      calls.closeAll(cause);
      if (cause !== undefined) streams.report(cause);
    });
    // Last, since some sockets are gone within their own close.
    link?.close(code, reason);
    if (link === undefined) this.#ended({ address: undefined, code: NORMAL, reason: '', wasClean: true });
  }

  #ended(info: Closed): void {
    const { streams } = this.#reaches;
    this.#phase = { at: 'closed' };
    streams.inOneGo(() => {
      streams.become({ state: 'closed' });
      streams.closed(info);
    });
    this.#tellEnd();
    if (this.#again && this.#phase.at === 'closed') this.#start();
  }

  #tellEnd(): void {
    const ends = this.#ends;
    this.#ends = [];
    for (const end of ends) end();
  }
}
