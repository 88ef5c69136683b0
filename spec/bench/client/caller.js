/** Makes calls that are numbered, and sees to it that each is answered once, and with its own number. */
export class Caller {
  #client;
  #made = 0;
  #answered = 0;

  constructor(client) {
    this.#client = client;
  }

  /** One call; `then` is told when it is answered. */
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

  /** So many at once, until all are answered. */
  all(calls) {
    return new Promise(resolve => {
      const until = this.#answered + calls;
      const then = () => this.#answered === until && resolve();
      for (let i = 0; i < calls; i += 1) this.call(then);
    });
  }

  /** So many in all, in waves: all of a wave are made at once, and the next one when all are answered. */
  async waves(size, calls) {
    for (let left = calls; left > 0; left -= size) await this.all(Math.min(size, left));
  }
}

const fail = error => {
  // Thrown where no promise catches it.
  queueMicrotask(() => {
    throw error;
  });
};

/** The server has seen exactly as many calls as were made. */
export const checkCalls = async (control, made) => {
  const { calls } = await control.ask('status');
  if (calls !== made) throw new Error(`the server saw ${calls} calls of ${made}`);
};
