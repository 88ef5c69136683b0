import type { EventEmitter } from 'node:events';
import type { JoinReply } from '../kit/live.js';
import { requireOld } from './install.js';

/** The members that the old clients have in common, as far as these specs use them. */
export interface OldSocket extends EventEmitter {
  boot(): this;
  auth(channel: number, user?: number, authkey?: string): PromiseLike<unknown>;
  call(method: string, args?: readonly unknown[]): PromiseLike<unknown>;
  ping(): PromiseLike<unknown>;
  close(): void;
  isConnected(): boolean;
  getStatus(): number;
}

export interface OldClient {
  readonly name: string;
  /** Joins with the client's own request where it has one; the user is part of the channel. */
  readonly join: (serverUrl: string, channelAndUser: string) => PromiseLike<unknown>;
  readonly socket: (endpoints: readonly string[]) => OldSocket;
}

/** Short, since the old clients leave the timer of each call running. */
const OPTIONS = { callTimeout: 3_000, pingTimeout: 3_000 };

interface RestClient {
  setUrl(kind: string, url: string): this;
}
type SocketClass = new (...args: unknown[]) => OldSocket;

const beam0 = (): OldClient => {
  const Client = requireOld('beam-client-node') as new () => RestClient & {
    chat: { join(channel: string): PromiseLike<{ body: JoinReply }> };
  };
  const BeamSocket = requireOld('beam-client-node/lib/ws') as SocketClass;
  return {
    name: 'beam-client-node 0.13.0',
    join: async (url, channel) => (await new Client().setUrl('api', `${url}/api/v1`).chat.join(channel)).body,
    socket: endpoints => new BeamSocket(endpoints, OPTIONS),
  };
};

const beam2 = (): OldClient => {
  const { Client, ChatService, DefaultRequestRunner, Socket } = requireOld('beam-client-node-2') as {
    Client: new (runner: unknown) => RestClient;
    ChatService: new (client: RestClient) => { join(channel: string): PromiseLike<{ body: JoinReply }> };
    DefaultRequestRunner: new () => unknown;
    Socket: SocketClass;
  };
  const restClient = (url: string) => new Client(new DefaultRequestRunner()).setUrl('api', `${url}/api/v1`);
  return {
    name: 'beam-client-node 2.0.0',
    join: async (url, channel) => (await new ChatService(restClient(url)).join(channel)).body,
    socket: endpoints => new Socket(requireOld('ws'), endpoints, OPTIONS),
  };
};

const mixer = (): OldClient => {
  const { Socket } = requireOld('@mixer/chat-client-websocket') as { Socket: SocketClass };
  return {
    name: '@mixer/chat-client-websocket 1.2.0',
    join: async (url, channel) => (await fetch(`${url}/api/v2/chats/${channel}`)).json(),
    socket: endpoints => new Socket(requireOld('ws'), endpoints, OPTIONS),
  };
};

/** Call `make` only when the clients are installed. */
export const oldClients: readonly (readonly [name: string, make: () => OldClient])[] = [
  ['beam-client-node 0.13.0', beam0],
  ['beam-client-node 2.0.0', beam2],
  ['@mixer/chat-client-websocket 1.2.0', mixer],
];
