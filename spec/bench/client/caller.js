/** Makes numbered calls, and checks that each is answered once and with its own number. */
export class Caller {
  #client;
  #made = 0;
  #answered = 0;

  constructor(client) {
    this.#client = client;
  }

  /** Makes one call, and runs `then` when it is answered. */
  call(then) {
    const n = this.#made;
    this.#made += 1;
    let times = 0;
    this.#client.call(
      `m ${n}`,
      reply => {
        times += 1;
        if (reply.n !== n || times > 1) throw new Error(`call ${n} was answered ${times} times, at last as ${reply.n}`);
        this.#answered += 1;
        then?.();
      },
      fail,
    );
  }

  /** Makes that many calls at once, and resolves when all are answered. */
  all(calls) {
    return new Promise(resolve => {
      const until = this.#answered + calls;
      const then = () => this.#answered === until && resolve();
      for (let i = 0; i < calls; i += 1) this.call(then);
    });
  }

  /** Makes that many calls in waves: a wave is made at once, and the next one follows when all are answered. */
  async waves(size, calls) {
    for (let left = calls; left > 0; left -= size) await this.all(Math.min(size, left));
  }
}

const fail = error => {
  // Thrown in a microtask, so that it ends the process.
  queueMicrotask(() => {
    throw error;
  });
};

/** Throws unless the server received exactly as many calls as were made. */
export const checkCalls = async (control, made) => {
  const { calls } = await control.ask('status');
  if (calls !== made) throw new Error(`the server saw ${calls} calls of ${made}`);
};
