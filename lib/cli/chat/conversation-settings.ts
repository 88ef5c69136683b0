import type { Observable } from 'rxjs';
import type { Person } from './people.js';

export interface ConversationSettings {
  /** How many earlier messages to show. */
  readonly history: number;
  /** Who is in the chat, where a server can be asked for it. */
  readonly people$?: Observable<readonly Person[]> | undefined;
  /** Whether the input is not typed: its end then waits for the first connection, even if the input was empty. */
  readonly isPipe: boolean;
  /** Ends the client's wait for its next try. */
  readonly wake: () => void;
}
