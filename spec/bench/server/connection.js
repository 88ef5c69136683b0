import { dialectOf } from './dialects.js';
import { CLOSE, FrameReader, frame, PING, TEXT } from './frames.js';
import { handshake } from './handshake.js';

/** One client at the other end of a TCP socket: answers its calls, a chunk of them in one write. */
export class Connection {
  dialect;
  path = '';
  #socket;
  #hall;
  #reader = new FrameReader();
  #head = Buffer.alloc(0);
  #held = [];
  #out = '';

  /** @param hall `{muted, calls, joined(connection), left(connection)}` */
  constructor(socket, endpoint, hall) {
    this.#socket = socket;
    this.#hall = hall;
    this.endpoint = endpoint;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => hall.left(this));
    socket.on('data', chunk => (this.dialect === undefined ? this.#shake(chunk) : this.#take(chunk)));
  }

  get socket() {
    return this.#socket;
  }

  say(text) {
    this.#socket.write(frame(text), 'latin1');
  }

  /** What was held back while the hall was muted. */
  release() {
    const held = this.#held;
    this.#held = [];
    for (let at = 0; at < held.length; at += 1000) this.#socket.write(held.slice(at, at + 1000).join(''), 'latin1');
  }

  #shake(chunk) {
    this.#head = Buffer.concat([this.#head, chunk]);
    const shaken = handshake(this.#head);
    if (shaken === undefined) return;
    this.path = shaken.path;
    this.dialect = dialectOf(shaken.path);
    this.#socket.write(shaken.answer);
    if (this.dialect.greeting !== undefined) this.say(this.dialect.greeting);
    this.#hall.joined(this);
    if (shaken.rest.length > 0) this.#take(shaken.rest);
  }

  #take(chunk) {
    this.#reader.read(chunk, (opcode, payload) => {
      if (opcode === TEXT) this.#answer(payload.latin1Slice());
      else if (opcode === PING) this.#out += `\x8A${String.fromCharCode(payload.length)}${payload.latin1Slice()}`;
      else if (opcode === CLOSE) this.#socket.end(Buffer.from([0x88, 0]));
    });
    if (this.#out !== '') this.#socket.write(this.#out, 'latin1');
    this.#out = '';
  }

  #answer(text) {
    const { dialect } = this;
    if (text === dialect.joining) return this.say(dialect.joined);
    const { id, n } = dialect.call(text);
    if (id === '') return;
    this.#hall.calls += 1;
    const reply = frame(dialect.reply(id, n));
    if (this.#hall.muted) this.#held.push(reply);
    else this.#out += reply;
  }
}
