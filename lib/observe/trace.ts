import { distinctUntilChanged, map, merge, type Observable, type Subscription } from 'rxjs';
import { activityOf } from '../activity/activity.js';
import type { Connected, Status } from '../status.js';
import { check } from '../text/check.js';
import { callable } from '../text/rule.js';
import { monotonicClock } from '../timers.js';
import { causeText, describe } from './describe.js';
import { lineOf } from './line.js';

/** The streams of a client that report what happens to its connection. */
export interface TracedClient {
  readonly status$: Observable<Status>;
  readonly connected$: Observable<Connected>;
  readonly reconnecting$: Observable<{ readonly attempt: number; readonly delay: number; readonly cause: unknown }>;
  readonly closed$: Observable<{
    readonly address: string | undefined;
    readonly code: number;
    readonly reason: string;
  }>;
  readonly errors$: Observable<Error>;
}

/** The options of {@link trace}. */
export interface TraceOptions {
  /** Called with each line. @default console.debug */
  readonly log?: ((line: string) => void) | undefined;
}

const rules = { log: callable };

/**
 * Logs a line for each thing that a BeamChat, an RpcClient or a double of one does or receives, until you unsubscribe. Lines contain
 * no key and no query of an address. They do contain shortened frames.
 *
 * @throws TypeError that names the unknown or invalid option
 */
export const trace = (client: TracedClient, options?: TraceOptions): Subscription => {
  // biome-ignore lint/suspicious/noConsole: the default is documented
  const { log = console.debug } = check(options, rules, { of: ' of trace()' });
  const { mask, activity$ } = sourceOf(client);
  const now = monotonicClock();
  const start = now();
  return merge(activity$.pipe(map(describe)), described(client)).subscribe(text => {
    if (text !== undefined) log(`+${((now() - start) / 1_000).toFixed(3)} s ${lineOf(text, mask)}`);
  });
};

const sourceOf = (client: object) => {
  const source = activityOf(client, 'trace()');
  return { activity$: source.activity$, mask: (text: string) => source.mask(text) };
};

/** What the public streams emit. */
const described = ({ status$, connected$, reconnecting$, closed$, errors$ }: TracedClient): Observable<string> =>
  merge(
    status$.pipe(
      map(({ state }) => `status: ${state}`),
      distinctUntilChanged(),
    ),
    connected$.pipe(map(({ address, session, authenticated }) => connectedText(address, session, authenticated))),
    reconnecting$.pipe(
      map(({ attempt, delay, cause }) => `waits ${delay} ms before attempt ${attempt}: ${causeText(cause)}`),
    ),
    closed$.pipe(
      map(({ address, code, reason }) => `closed: ${address ?? 'no socket'}, code ${code} ${reason}`.trim()),
    ),
    errors$.pipe(map(error => `error: ${error.name}: ${error.message}`)),
  );

const connectedText = (address: string, session: number, authenticated: boolean): string =>
  `session ${session}: ${address}${authenticated ? '' : ', anonymous'}`;
