import { randomBytes } from 'node:crypto';
import { asyncScheduler } from 'rxjs';

/** Whether an authkey is spent by the first successful `auth`. */
export type AuthkeyUse = 'single-use' | 'reusable';

interface Grant {
  userId: number;
  channelId: number;
  expiresAt: number;
}

const MAX_AUTHKEYS = 10_000;

/** The authkeys that join requests issue and `auth` redeems, each for one user in one channel. */
export class Authkeys {
  readonly #grants = new Map<string, Grant>();
  readonly #use: AuthkeyUse;
  readonly #lifetimeMs: number;

  /** @param lifetimeMs how long a single-use key is valid; reusable keys do not expire */
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

  /** Whether the key is valid for this user in this channel. Spends a single-use key. */
  redeem(key: string, userId: number, channelId: number): boolean {
    const grant = this.#grants.get(key);
    if (!grant || grant.userId !== userId || grant.channelId !== channelId) return false;
    if (this.#use === 'single-use') this.#grants.delete(key);
    return asyncScheduler.now() < grant.expiresAt;
  }

  /** Removes expired keys, and the oldest beyond the maximum. All keys live equally long, so map order is expiry order. */
  #evict(): void {
    const now = asyncScheduler.now();
    for (const [key, { expiresAt }] of this.#grants) {
      if (now < expiresAt && this.#grants.size < MAX_AUTHKEYS) return;
      this.#grants.delete(key);
    }
  }
}
