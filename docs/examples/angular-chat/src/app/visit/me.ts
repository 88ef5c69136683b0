import { computed, Injectable, signal } from '@angular/core';
import type { Join } from 'rx-beam';

/** The reply of the join request. */
export interface JoinReply extends Join {
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
}

/** The user and their permissions, as the newest join reply states them. */
@Injectable()
export class Me {
  readonly #reply = signal<JoinReply | undefined>(undefined);
  readonly user = computed(() => this.#reply()?.user);
  readonly roles = computed(() => this.#reply()?.roles ?? []);
  readonly #permissions = computed(() => new Set(this.#reply()?.permissions));

  joined(reply: JoinReply): void {
    this.#reply.set(reply);
  }

  may(permission: string): boolean {
    return this.#permissions().has(permission);
  }
}
