import type { Dial } from '../link/dial.js';
import type { Dialling } from '../link/hedge.js';
import type { Farewell, Frame } from '../link/link.js';
import { canPing } from '../link/raw-socket.js';
import type { Attempt } from '../link/retry-policy.js';
import type { WebSocketConstructor, WebSocketExtras } from '../link/web-socket-like.js';
import type { Wire } from '../protocol/protocol.js';
import { redactAddress } from '../text/redact-address.js';
import { type ClientParts, webSocketCtorOf } from './client-parts.js';

/** One dial of a client. A class, since its functions stay at rest with the connection. */
class ClientDial implements Dial {
  /** Without its secrets, as every stage reports it; only the URL that is dialled keeps them. */
  readonly address: string;
  readonly url: string;
  readonly binary: Dial['binary'];
  protected readonly client: ClientParts;
  readonly #number: number;

  constructor(client: ClientParts, address: string, { binary }: Wire) {
    this.client = client;
    this.binary = binary;
    this.address = redactAddress(address);
    this.url = client.protocol.url?.(address) ?? address;
    this.#number = client.activity.dialled(this.address);
  }

  opened(raw: WebSocketExtras | undefined): void {
    this.client.activity.tell({ type: 'open', dial: this.#number, address: this.address, canPing: canPing(raw) });
  }

  received(frame: unknown): void {
    this.client.activity.received(this.#number, this.address, frame);
  }

  sending(frame: Frame): void {
    this.client.activity.sent(this.#number, this.address, frame);
  }

  gone(opened: boolean, code: number, reason: string, byClient: boolean): void {
    this.client.activity.tell({
      type: 'gone',
      dial: this.#number,
      address: this.address,
      opened,
      code,
      reason,
      byClient,
    });
  }

  get WebSocketCtor(): WebSocketConstructor {
    return webSocketCtorOf(this.client);
  }

  get protocols(): Dial['protocols'] {
    return this.client.options.protocols ?? this.client.protocol.protocols;
  }

  get fatalCloseCodes(): Dial['fatalCloseCodes'] {
    return this.client.protocol.fatalCloseCodes;
  }

  get closeObserver(): Dial['closeObserver'] {
    return this.client.sockets.closeObserver;
  }

  farewell(): Farewell | undefined {
    return this.client.sockets.farewell();
  }

  maskReason(reason: string): string {
    return this.client.secrets.maskText(reason);
  }
}

/** One of two dials: nothing is reported of that which is dropped, and it gets no handshake. */
class HedgedDial extends ClientDial {
  readonly #dialling: Dialling;

  constructor(client: ClientParts, address: string, wire: Wire, dialling: Dialling) {
    super(client, address, wire);
    this.#dialling = dialling;
  }

  override get closeObserver(): Dial['closeObserver'] {
    return this.#dialling.isDropped ? UNHEARD : super.closeObserver;
  }

  override farewell(): Farewell | undefined {
    return this.#dialling.isDropped ? undefined : super.farewell();
  }
}

const UNHEARD: Dial['closeObserver'] = { next: () => {} };

export const dialOf = (client: ClientParts, { address }: Attempt, wire: Wire, dialling?: Dialling): Dial =>
  dialling === undefined ? new ClientDial(client, address, wire) : new HedgedDial(client, address, wire, dialling);
