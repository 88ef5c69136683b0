import { randomBytes } from 'node:crypto';
import { asyncScheduler } from 'rxjs';

/** How often an authkey opens the door. */
export type AuthkeyUse = 'single-use' | 'reusable';

interface Grant {
  userId: number;
  channelId: number;
  expiresAt: number;
}

/** More keys than this are never kept: the oldest make room. */
const MOST_KEYS = 10_000;

/** Tickets that the join request hands out and `auth` collects, each for one user in one channel. */
export class Authkeys {
  readonly #grants = new Map<string, Grant>();
  readonly #use: AuthkeyUse;
  readonly #lifetimeMs: number;

  /** @param lifetimeMs how long a single-use key waits to be used; reusable ones do not expire */
  constructor(use: AuthkeyUse, lifetimeMs: number) {
    this.#use = use;
    this.#lifetimeMs = use === 'reusable' ? Number.POSITIVE_INFINITY : lifetimeMs;
  }

  issue(userId: number, channelId: number): string {
    this.#evict();
    const key = randomBytes(16).toString('hex');
    this.#grants.set(key, { userId, channelId, expiresAt: asyncScheduler.now() + this.#lifetimeMs });
    return key;
  }

  /** Whether the key opens this channel to this user. A single-use key that does is spent. */
  redeem(key: string, userId: number, channelId: number): boolean {
    const grant = this.#grants.get(key);
    if (!grant || grant.userId !== userId || grant.channelId !== channelId) return false;
    if (this.#use === 'single-use') this.#grants.delete(key);
    return asyncScheduler.now() < grant.expiresAt;
  }

  /** All live equally long, so the map holds them in the order of their expiry. */
  #evict(): void {
    const now = asyncScheduler.now();
    for (const [key, { expiresAt }] of this.#grants) {
      if (now < expiresAt && this.#grants.size < MOST_KEYS) return;
      this.#grants.delete(key);
    }
  }
}
