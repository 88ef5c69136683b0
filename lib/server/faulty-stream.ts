import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Subject, Subscription } from 'rxjs';
import { delayInOrder } from './delay-in-order.js';

/** What is wrong with the stream at the moment. Read for every chunk. */
export interface StreamConditions {
  /** Delay of each direction. */
  latencyMs(): number;
  /** While true, everything that is written is discarded. */
  isMute(): boolean;
}

type Chunk = { is: 'bytes'; bytes: Buffer } | { is: 'end'; done: () => void };

/**
 * A TCP socket with latency, or without output, on demand. `ws` runs on it as on a plain socket. The faults act below the
 * WebSocket frames, so that pongs and close frames are delayed or discarded too.
 */
export class FaultyStream extends Duplex {
  readonly #tcp: Socket;
  readonly #conditions: StreamConditions;
  readonly #incoming = new Subject<Chunk>();
  readonly #outgoing = new Subject<Chunk>();
  readonly #subscriptions = new Subscription();
  #delayedBytes = 0;

  constructor(tcp: Socket, conditions: StreamConditions) {
    super();
    this.#tcp = tcp;
    this.#conditions = conditions;
    const latency = delayInOrder<Chunk>(() => conditions.latencyMs());
    this.#subscriptions.add(this.#incoming.pipe(latency).subscribe(chunk => this.#pushChunk(chunk)));
    this.#subscriptions.add(this.#outgoing.pipe(latency).subscribe(chunk => this.#writeChunk(chunk)));
    tcp.on('data', bytes => this.#incoming.next({ is: 'bytes', bytes }));
    tcp.on('end', () => this.#onTcpEnd());
    // Node emits 'close' after every 'error', and the 'close' listener destroys the stream.
    tcp.on('error', () => {});
    tcp.on('close', () => this.destroy());
  }

  /** Bytes written that the client has not read yet. */
  get backlog(): number {
    return this.#delayedBytes + this.#tcp.writableLength;
  }

  override _read(): void {
    this.#tcp.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#enqueue(bytes);
    done();
  }

  /** `ws` writes a frame's header and payload as two chunks. They are joined, so that muting never cuts a frame in two. */
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#enqueue(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: () => void): void {
    this.#outgoing.next({ is: 'end', done });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#subscriptions.unsubscribe();
    this.#tcp.destroy();
    done(error);
  }

  #enqueue(bytes: Buffer): void {
    this.#delayedBytes += bytes.length;
    this.#outgoing.next({ is: 'bytes', bytes });
  }

  #writeChunk(chunk: Chunk): void {
    if (chunk.is === 'bytes') this.#delayedBytes -= chunk.bytes.length;
    if (this.#conditions.isMute() || this.#tcp.destroyed) return;
    if (chunk.is === 'bytes') this.#tcp.write(chunk.bytes);
    else this.#tcp.end(chunk.done);
  }

  #pushChunk(chunk: Chunk): void {
    if (this.destroyed) return;
    if (chunk.is === 'end') this.push(null);
    else if (!this.push(chunk.bytes)) this.#tcp.pause();
  }

  /** The client has ended its side. A mute stream could never end the other side, so it is destroyed. */
  #onTcpEnd(): void {
    if (this.#conditions.isMute()) this.destroy();
    else this.#incoming.next({ is: 'end', done: () => {} });
  }
}
