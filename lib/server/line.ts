import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Subject, Subscription } from 'rxjs';
import { delayInOrder } from './delay-in-order.js';

/** How a line is doing, asked at every chunk. */
export interface LineConditions {
  latencyMs(): number;
  /** Nothing goes out while it is. */
  isMute(): boolean;
}

type Passage = { is: 'bytes'; bytes: Buffer } | { is: 'end'; done: () => void };

/**
 * A TCP connection that can be slow or mute, and looks like a plain stream to the WebSocket on top of it.
 * Being below the frames, it holds back pongs and close frames like anything else.
 */
export class Line extends Duplex {
  readonly #tcp: Socket;
  readonly #conditions: LineConditions;
  readonly #incoming = new Subject<Passage>();
  readonly #outgoing = new Subject<Passage>();
  readonly #traffic = new Subscription();
  #underway = 0;

  constructor(tcp: Socket, conditions: LineConditions) {
    super();
    this.#tcp = tcp;
    this.#conditions = conditions;
    const latency = delayInOrder<Passage>(() => conditions.latencyMs());
    this.#traffic.add(this.#incoming.pipe(latency).subscribe(passage => this.#arrive(passage)));
    this.#traffic.add(this.#outgoing.pipe(latency).subscribe(passage => this.#depart(passage)));
    tcp.on('data', bytes => this.#incoming.next({ is: 'bytes', bytes }));
    tcp.on('end', () => this.#endOfIncoming());
    // An 'error' is always followed by 'close', which says all there is to know.
    tcp.on('error', () => {});
    tcp.on('close', () => this.destroy());
  }

  /** Bytes on their way to a client that has not read them yet. */
  get backlog(): number {
    return this.#underway + this.#tcp.writableLength;
  }

  override _read(): void {
    this.#tcp.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(bytes);
    done();
  }

  /** A frame's header and payload come as two chunks: they leave as one, so that muting never parts them. */
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: () => void): void {
    this.#outgoing.next({ is: 'end', done });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#traffic.unsubscribe();
    this.#tcp.destroy();
    done(error);
  }

  #send(bytes: Buffer): void {
    this.#underway += bytes.length;
    this.#outgoing.next({ is: 'bytes', bytes });
  }

  #depart(passage: Passage): void {
    if (passage.is === 'bytes') this.#underway -= passage.bytes.length;
    if (this.#conditions.isMute() || this.#tcp.destroyed) return;
    if (passage.is === 'bytes') this.#tcp.write(passage.bytes);
    else this.#tcp.end(passage.done);
  }

  #arrive(passage: Passage): void {
    if (this.destroyed) return;
    if (passage.is === 'end') this.push(null);
    else if (!this.push(passage.bytes)) this.#tcp.pause();
  }

  /** A mute line cannot say goodbye in return, so the end of one direction is the end of both. */
  #endOfIncoming(): void {
    if (this.#conditions.isMute()) this.destroy();
    else this.#incoming.next({ is: 'end', done: () => {} });
  }
}
