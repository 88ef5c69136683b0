/** The limit for items of subscriptions: a Map of listeners by the key that the reply gave. It checks nothing. */
export class BareItems {
  #url;
  #dial;
  #socket;
  #nextId = 0;
  #requests = new Map();
  #listeners = new Map();

  constructor([url], path, dial) {
    this.#url = `${url}/items${path}`;
    this.#dial = dial;
  }

  open() {
    const socket = this.#dial(this.#url);
    this.#socket = socket;
    socket.on('message', data => this.#receive(JSON.parse(data.toString())));
    return new Promise(resolve => {
      socket.on('open', () => {
        for (const { text } of this.#requests.values()) socket.send(text);
        resolve();
      });
    });
  }

  /** Only before it is open. */
  on(name, listener) {
    const id = this.#nextId++;
    const text = JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscribe', params: [name], id });
    this.#requests.set(id, { text, listener });
  }

  close() {
    this.#socket.terminate();
  }

  #receive({ method, params, id, result }) {
    if (method === 'eth_subscription') this.#listeners.get(params.subscription)(params.result);
    else this.#listeners.set(result, this.#requests.get(id).listener);
  }
}
