import { concatMap, from, type Observable } from 'rxjs';
import type { ChatServer } from '../server/index.js';
import { messageOf } from './cli-error.js';

/** What a pressed key asks for. */
export type Key = { readonly type: 'toggle'; readonly endpoint: number } | { readonly type: 'quit' | 'suspend' };

/** Keys for more endpoints than this would need two digits. */
export const MAX_KEYS = 9;

/** What the pressed keys ask for. A terminal in raw mode sends Ctrl-C and Ctrl-Z as characters. */
export const keysIn = (pressed: string, endpoints: number): readonly Key[] =>
  [...pressed].flatMap((character): Key[] => {
    if (character === 'q' || character === '\u0003') return [{ type: 'quit' }];
    if (character === '\u001a') return [{ type: 'suspend' }];
    const number = /^[1-9]$/.test(character) ? Number(character) : 0;
    return number > 0 && number <= endpoints ? [{ type: 'toggle', endpoint: number }] : [];
  });

/** The line of the banner that tells of the keys. */
export const keysLine = (endpoints: number): string =>
  endpoints === 1
    ? 'keys        1 stops and starts the endpoint, q ends the server'
    : `keys        1 to ${Math.min(endpoints, MAX_KEYS)} stop and start an endpoint, q ends the server`;

/** Stops the endpoint or, if it was stopped before, starts it again. Tells of it through `print`. */
export class EndpointSwitch {
  readonly #server: Pick<ChatServer, 'endpoint'>;
  readonly #print: (line: string) => void;
  readonly #stopped = new Set<number>();

  constructor(server: Pick<ChatServer, 'endpoint'>, print: (line: string) => void) {
    this.#server = server;
    this.#print = print;
  }

  /** Toggles one endpoint after the other. Completes with its source. */
  readonly toggleEach = (numbers$: Observable<number>): Observable<void> =>
    numbers$.pipe(concatMap(number => from(this.#toggle(number))));

  async #toggle(number: number): Promise<void> {
    const endpoint = this.#server.endpoint(number - 1);
    if (!this.#stopped.has(number)) {
      this.#stopped.add(number);
      this.#print(`endpoint ${number} stops; ${number} starts it again`);
      return endpoint.stop();
    }
    try {
      await endpoint.start();
      this.#stopped.delete(number);
      this.#print(`endpoint ${number} is back`);
    } catch (error) {
      this.#print(`endpoint ${number} cannot start: ${messageOf(error)}`);
    }
  }
}
