import { concat, type Observable } from 'rxjs';
import type { Join } from '../link/join.js';
import type { Desk } from './ask.js';

/** What a client brings to each new link. */
export interface Papers {
  /** Opts out of the events that are not wanted; completes when that is answered. */
  readonly optOuts: { apply(desk: Desk): Observable<never> };
  /** Authenticates; emits whether as a user, and completes. */
  readonly credentials: { authenticate(desk: Desk, join: Join): Observable<boolean> };
}

/** A welcomed link → one that stands: opt-outs first, so that they spare the burst of joining, then auth. Emits whether as a user. */
export const standing = (desk: Desk, join: Join, { optOuts, credentials }: Papers): Observable<boolean> =>
  concat(optOuts.apply(desk), credentials.authenticate(desk, join));
