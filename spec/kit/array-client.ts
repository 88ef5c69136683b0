import { type BeamChatOptions, resolveOptions } from '../../lib/beam/options.js';
import { Client } from '../../lib/client/client.js';
import type { AddressSource } from '../../lib/link/join.js';
import { type ArrayPacket, arrayPacket, arrayProtocol, HelloSetUp } from '../protocol/second-protocol.js';
import { FakeWebSocket, fakeWebSockets } from './fake-web-socket.js';

export interface ArrayEvents {
  tick: number;
}

export interface ArrayMethods {
  add(left: number, right: number): number;
  echo(value: unknown): unknown;
}

/** A client of the second protocol: whatever holds for it does so without anything of Beam's. */
export class ArrayClient extends Client<ArrayEvents, ArrayMethods, unknown, ArrayPacket> {
  constructor(addresses: AddressSource, options: BeamChatOptions = {}) {
    super(addresses, resolveOptions(options), arrayProtocol, {
      setUp: parts => new HelloSetUp(parts, 'ada'),
      packet: arrayPacket,
    });
  }
}

export const ADDRESSES: readonly string[] = ['wss://a.test', 'wss://b.test'];

/** The first address first, no waits, and nothing by itself: in virtual time a dial that is given up would repeat for ever. */
export const CALM: BeamChatOptions = { random: () => 0, pingInterval: 0, connectTimeout: 0 };

/** Sockets that the spec opens, speaks for and ends, each of them through the newest. */
export const stageSockets = () => {
  const { made, newest, WebSocketCtor } = fakeWebSockets(FakeWebSocket);
  return {
    made,
    newest,
    WebSocketCtor,
    opens: () => newest().opens(),
    hears: (message: unknown) => newest().receives(JSON.stringify(message)),
    /** The set-up is done. */
    welcomes: () => newest().receives('hello'),
    connects: () => {
      newest().opens();
      newest().receives('hello');
    },
    drops: () => newest().closes(1006),
    /** The calls that were sent on each socket. */
    sent: () => made.map(({ log }) => log.filter(line => line.startsWith('send [')).map(line => line.slice(5))),
  };
};

/** A client over such sockets. */
export const stageClient = (given: BeamChatOptions = {}) => {
  const sockets = stageSockets();
  const client = new ArrayClient(ADDRESSES, { ...CALM, WebSocketCtor: sockets.WebSocketCtor, ...given });
  return { client, sockets };
};
