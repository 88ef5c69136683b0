import { EventEmitter } from 'node:events';
import { emitWarning } from 'node:process';

type Listener = Parameters<EventEmitter['on']>[1];

/** Node's EventEmitter, which says when somebody begins to listen. */
export class Emitter extends EventEmitter {
  /** Called after a listener was added. */
  protected listening(_name: string | symbol): void {}

  override on(name: string | symbol, listener: Listener): this {
    super.on(name, listener);
    this.listening(name);
    return this;
  }

  override addListener(name: string | symbol, listener: Listener): this {
    return this.on(name, listener);
  }

  override prependListener(name: string | symbol, listener: Listener): this {
    super.prependListener(name, listener);
    this.listening(name);
    return this;
  }
}

/** An error that nobody listens for: one process warning each. */
export const warn = (error: Error): void => emitWarning(`${error.name}: ${error.message}`, 'BeamWarning');
