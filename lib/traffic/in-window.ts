import type { Link } from '../link/link.js';
import { check } from '../text/check.js';
import { quote } from '../text/quote.js';
import { isObject, ms, whole } from '../text/rule.js';
import type { Pace, Pacer, StartablePace } from './pace.js';
import { PacedLink } from './paced-link.js';

/** The options of {@link inWindow}. */
export interface WindowOptions {
  /** The most frames in any `per` ms of a connection, whatever they contain. */
  readonly messages: number;
  /** The length of the window, in ms. */
  readonly per: number;
  /** How many of these frames to reserve for the set-up and pings. @default 1 */
  readonly reserve?: number | undefined;
}

const rules = {
  messages: whole(1),
  per: ms(1, false),
  reserve: whole(0),
};

/**
 * For the option `pace`: the client never sends more than `messages` frames in any `per` ms of a connection. Further calls
 * wait in the spool.
 *
 * @throws TypeError that names the invalid option
 */
export const inWindow = (given: WindowOptions): Pace => {
  if (!isObject(given)) throw new TypeError(`inWindow() takes an object { messages, per }, not ${quote(given)}`);
  const { messages, per, reserve = 1 } = check(given, rules, { of: ' of inWindow()' });
  if (messages === undefined || per === undefined) throw new TypeError('inWindow() needs both messages and per');
  if (reserve >= messages) {
    throw new TypeError(
      `the option reserve of inWindow() must be below messages, which is ${messages}, not ${reserve}`,
    );
  }
  const start = () => new WindowPacer(messages, per, reserve);
  const pace: StartablePace = { pace: 'in window', given: { messages, per, reserve }, start };
  return Object.freeze(pace);
};

class WindowPacer implements Pacer {
  readonly #messages: number;
  readonly #per: number;
  readonly #reserve: number;
  /** That of the present connection, which begins with an empty window. */
  #link: PacedLink | undefined;

  constructor(messages: number, per: number, reserve: number) {
    this.#messages = messages;
    this.#per = per;
    this.#reserve = reserve;
  }

  link(link: Link): Link {
    this.#link = new PacedLink(link, this.#messages, this.#per);
    return this.#link;
  }

  unlinked(): void {
    this.#link?.stop();
    this.#link = undefined;
  }

  waitMs(now: number): number {
    return this.#link?.waitMs(now, this.#reserve) ?? 0;
  }

  pingWaitMs(now: number): number {
    return this.#link?.waitMs(now, 0) ?? 0;
  }
}
