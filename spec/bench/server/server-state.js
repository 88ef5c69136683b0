import { ringOf, sendEvents } from './events.js';
import { frame } from './frames.js';

/**
 * The connections of the current client process, and the requests that it may make on its control connection.
 * One client process runs at a time: `reset` drops what an earlier one left.
 */
export class ServerState {
  calls = 0;
  muted = false;
  #connections = new Set();
  /** The endpoints of each path, in the order of its connections. */
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
    if (answer === undefined) throw new Error(`there is no request ${what}`);
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
    /** Makes the frames before anything is measured. */
    prepare: () => {
      for (const { dialect } of this.#connections) ringOf(dialect);
    },
    /** To all clients, or to those of which the path ends so. */
    events: ({ total, path: end = '' }) => {
      for (const { dialect, path, socket } of this.#connections) {
        if (path.endsWith(end)) sendEvents(socket, ringOf(dialect), total);
      }
    },
    /** Sends one small event for each of the other subscribed names. */
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
    /** Drops connections as a crash would: all of them, or those of one path. */
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
