import type { Observable } from 'rxjs';
import type { Person } from './people.js';

export interface ConversationSettings {
  /** How many earlier messages to show. */
  readonly history: number;
  /** Who is in the chat, where a server can be asked for it. */
  readonly people$?: Observable<readonly Person[]> | undefined;
  /** Ends the client's wait for its next try. */
  readonly wake: () => void;
}
