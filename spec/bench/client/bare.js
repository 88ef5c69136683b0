/** The common part of the two limits. It checks nothing, has no timeouts, and dials the next address at once after a drop. */
export class Bare {
  #urls;
  #dial;
  #socket;
  #at = -1;
  #nextId = 0;
  #pending = new Map();
  #listeners = new Map();
  #spool = [];
  #open = false;
  #closed = false;
  #connected = () => {};

  constructor(urls, path, dial) {
    this.#urls = urls.map(url => `${url}/beam${path}`);
    this.#dial = dial;
  }

  open() {
    return new Promise(resolve => {
      this.#connect(resolve);
    });
  }

  on(name, listener) {
    const listeners = this.#listeners.get(name);
    if (listeners === undefined) this.#listeners.set(name, [listener]);
    else listeners.push(listener);
  }

  call(text, done, fail) {
    this.pend(text).then(done, fail);
  }

  pend(text) {
    return this.#call('msg', [text]);
  }

  onConnected(listener) {
    this.#connected = listener;
  }

  close() {
    this.#closed = true;
    this.#socket.terminate();
  }

  #call(method, args) {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      const text = JSON.stringify({ type: 'method', method, arguments: args, id });
      if (this.#open) this.#socket.send(text);
      else this.#spool.push(text);
    });
  }

  #connect(opened) {
    this.#at = (this.#at + 1) % this.#urls.length;
    const socket = this.#dial(this.#urls[this.#at]);
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('open', () => {
      this.#open = true;
      for (const text of this.#spool) socket.send(text);
      this.#spool = [];
      opened?.();
      this.#connected();
    });
    socket.on('message', data => this.#receive(JSON.parse(data.toString())));
    socket.on('close', () => {
      this.#open = false;
      if (!this.#closed) this.#connect();
    });
  }

  #receive(packet) {
    if (packet.type === 'event') {
      const listeners = this.#listeners.get(packet.event);
      if (listeners !== undefined) for (const listener of listeners) listener(packet.data);
      return;
    }
    const pending = this.#pending.get(packet.id);
    if (pending === undefined) throw new Error(`a reply for which no call is pending: ${packet.id}`);
    this.#pending.delete(packet.id);
    if (packet.error) pending.reject(packet.error);
    else pending.resolve(packet.data);
  }
}
