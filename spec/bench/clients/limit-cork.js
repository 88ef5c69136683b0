/** The limit, with the frames of one tick corked into one system call. */
import WebSocket from 'ws';
import { Bare } from '../client/bare.js';

class Corked extends WebSocket {
  #tcp;
  #corked = false;
  #uncork = () => {
    this.#corked = false;
    this.#tcp.uncork();
  };

  constructor(url) {
    super(url);
    this.once('upgrade', response => {
      this.#tcp = response.socket;
    });
  }

  send(text) {
    if (!this.#corked) {
      this.#corked = true;
      this.#tcp.cork();
      process.nextTick(this.#uncork);
    }
    super.send(text);
  }
}

export const create = ({ urls, path }) => new Bare(urls, path, url => new Corked(url));
