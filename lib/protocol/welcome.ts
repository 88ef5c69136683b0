import { callUser } from '../link/user-functions.js';
import { type Protocol, type Receiver, type Wire, wireOf } from './protocol.js';

/**
 * Reads the frames of a new socket only to find the welcome of its server, before they are read in earnest: by a wire of its
 * own, since a wire may keep state. Undefined for a protocol whose servers send no welcome.
 */
export const welcomeOf = (protocol: Protocol): ((frame: unknown) => boolean) | undefined => {
  if (protocol.welcome === undefined) return undefined;
  const reader = new WelcomeReader(protocol);
  return frame => reader.finds(frame);
};

/** What is wrong with a frame is reported later, if its socket wins. */
class WelcomeReader implements Receiver {
  readonly #protocol: Protocol;
  readonly #wire: Wire;
  #isFound = false;

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
    this.#wire = wireOf(protocol);
  }

  finds(frame: unknown): boolean {
    if (typeof frame !== 'string' && !(this.#wire.binary && ArrayBuffer.isView(frame))) return false;
    try {
      this.#wire.read(frame as string | Uint8Array, this);
    } catch {
      // The reader in earnest reports it.
    }
    return this.#isFound;
  }

  #look(message: unknown): void {
    this.#isFound ||= callUser(() => this.#protocol.welcome?.(message) === true, false);
  }

  reply(_id: unknown, _data: unknown, message: unknown): void {
    this.#look(message);
  }

  refusal(_id: unknown, _error: unknown, message: unknown): void {
    this.#look(message);
  }

  event(_name: string, _data: unknown, message: unknown): void {
    this.#look(message);
  }

  item(_key: unknown, _data: unknown, message: unknown): void {
    this.#look(message);
  }

  end(_key: unknown, message: unknown): void {
    this.#look(message);
  }

  request(_id: unknown, _method: string, _args: unknown, message: unknown): void {
    this.#look(message);
  }

  control(message: unknown): void {
    this.#look(message);
  }

  answer(_frame: unknown, message: unknown): void {
    this.#look(message);
  }

  bad(): void {}
}
