import { ChatServer, type ChatServerOptions, type ConnectionChange, type Received } from '../../lib/server/index.js';

/** Something that happened at a server, which is identified by its number. */
export type ServerMessage =
  | { readonly of: 'call'; readonly server: number; readonly received: Received }
  | { readonly of: 'connection'; readonly server: number; readonly change: ConnectionChange };

type EndpointAct = 'start' | 'stop' | 'fault' | 'heal';

/** The commands with which a page makes and controls servers. */
export const serverCommands = (send: (message: ServerMessage) => void) => {
  const servers: ChatServer[] = [];
  const at = (number: number): ChatServer => {
    const server = servers[number];
    if (server === undefined) throw new RangeError(`there is no server ${number}`);
    return server;
  };
  return {
    async listen(options: ChatServerOptions) {
      const server = await ChatServer.listen(options);
      const number = servers.push(server) - 1;
      server.received$.subscribe(received => send({ of: 'call', server: number, received }));
      server.connections$.subscribe(change => send({ of: 'connection', server: number, change }));
      return { number, url: server.url, endpoints: server.endpoints };
    },
    close: (number: number) => at(number).close(),
    emit: (number: number, channelId: number, event: string, data?: unknown) => at(number).emit(channelId, event, data),
    endpoint: (number: number, index: number, act: EndpointAct, args: readonly unknown[]) =>
      (at(number).endpoint(index)[act] as (...args: readonly unknown[]) => Promise<void>)(...args),
    closeAll: () => Promise.all(servers.map(server => server.close())),
  };
};
