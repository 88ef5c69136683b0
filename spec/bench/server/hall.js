import { pour, ringOf } from './events.js';
import { frame } from './frames.js';

/**
 * All connections of the client process that is measured at present, and what it may ask for over its control line.
 * One client process runs at a time: whatever an earlier one left is thrown out when the next one begins.
 */
export class Hall {
  calls = 0;
  muted = false;
  #connections = new Set();
  /** Endpoints by path, in the order in which it was connected to. */
  #visits = new Map();

  joined(connection) {
    this.#connections.add(connection);
    const { path, endpoint } = connection;
    this.#visits.set(path, [...(this.#visits.get(path) ?? []), endpoint]);
  }

  left(connection) {
    this.#connections.delete(connection);
  }

  ask({ what, ...facts }) {
    const answer = this.#answers[what];
    if (answer === undefined) throw new Error(`nobody knows what ${what} is`);
    return answer(facts);
  }

  #answers = {
    reset: () => {
      for (const { socket } of this.#connections) socket.destroy();
      this.#connections.clear();
      this.#visits.clear();
      this.calls = 0;
      this.muted = false;
    },
    /** Has the bytes ready before anything is measured. */
    prepare: () => {
      for (const { dialect } of this.#connections) ringOf(dialect);
    },
    events: ({ total }) => {
      for (const { dialect, socket } of this.#connections) pour(socket, ringOf(dialect), total);
    },
    /** One small event for each of the names that are subscribed beside the one that is measured. */
    names: ({ names }) => {
      for (const { dialect, socket } of this.#connections) {
        const frames = names.map(name => frame(dialect.event(name, `{"name":"${name}"}`)));
        socket.write(frames.join(''), 'latin1');
      }
    },
    mute: () => {
      this.muted = true;
    },
    unmute: () => {
      this.muted = false;
      for (const connection of this.#connections) connection.release();
    },
    /** Drops connections as a crash would: all of them, or that of one path. */
    kill: ({ path }) => {
      for (const connection of this.#connections) {
        if (path === undefined || connection.path === path) connection.socket.resetAndDestroy();
      }
    },
    status: () => ({
      calls: this.calls,
      connections: this.#connections.size,
      visits: Object.fromEntries(this.#visits),
    }),
  };
}
