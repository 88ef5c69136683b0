import { dialectOf } from './dialects.js';
import { CLOSE, FrameReader, frame, PING, TEXT } from './frames.js';
import { handshake } from './handshake.js';

/** A client's TCP connection: answers the calls of each chunk in one write. */
export class Connection {
  dialect;
  path = '';
  #socket;
  #state;
  #reader = new FrameReader();
  #head = Buffer.alloc(0);
  #held = [];
  #out = '';

  /** @param state `{muted, calls, joined(connection), left(connection)}` */
  constructor(socket, endpoint, state) {
    this.#socket = socket;
    this.#state = state;
    this.endpoint = endpoint;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => state.left(this));
    socket.on('data', chunk => (this.dialect === undefined ? this.#upgrade(chunk) : this.#read(chunk)));
  }

  get socket() {
    return this.#socket;
  }

  send(text) {
    this.#socket.write(frame(text), 'latin1');
  }

  /** Sends the replies that were held back while the server was muted. */
  release() {
    const held = this.#held;
    this.#held = [];
    for (let at = 0; at < held.length; at += 1000) this.#socket.write(held.slice(at, at + 1000).join(''), 'latin1');
  }

  #upgrade(chunk) {
    this.#head = Buffer.concat([this.#head, chunk]);
    const request = handshake(this.#head);
    if (request === undefined) return;
    this.path = request.path;
    this.dialect = dialectOf(request.path);
    this.#socket.write(request.answer);
    if (this.dialect.greeting !== undefined) this.send(this.dialect.greeting);
    this.#state.joined(this);
    if (request.rest.length > 0) this.#read(request.rest);
  }

  #read(chunk) {
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
    if (text === dialect.joining) return this.send(dialect.joined);
    const { id, n } = dialect.call(text);
    if (id === '') return;
    this.#state.calls += 1;
    const reply = frame(dialect.reply(id, n));
    if (this.#state.muted) this.#held.push(reply);
    else this.#out += reply;
  }
}
