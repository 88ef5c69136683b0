import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Observable } from 'rxjs';
import type { WebSocket, WebSocketServer } from 'ws';
import { Broadcast } from './broadcast.js';
import { type Host, soon, startHost } from './host.js';
import { requireForeign } from './install.js';

/** The parts of the packages that we use. */
interface Parts {
  readonly buildSchema: (source: string) => object;
  readonly useServer: (options: object, server: WebSocketServer) => unknown;
  readonly WebSocketServer: new (options: { server: HttpServer }) => WebSocketServer;
}

const load = (): Parts => ({
  // Both as CommonJS: there must be one `graphql`, since it compares classes.
  ...(requireForeign('graphql') as Pick<Parts, 'buildSchema'>),
  ...(requireForeign('graphql-ws/use/ws') as Pick<Parts, 'useServer'>),
  WebSocketServer: (requireForeign('ws') as Pick<Parts, 'WebSocketServer'>).WebSocketServer,
});

export const GRAPHQL_PROTOCOL = 'graphql-transport-ws';
export const GRAPHQL_TOKEN = 'open sesame';

const SCHEMA = `
  type Query { hello(name: String): String!, fail: String, never: String }
  type Subscription { count(to: Int!): Int!, break: Int, news: String! }
`;

export interface GraphQlServer extends Host {
  /** Sends an item to each subscription of `news`, which never ends on its own. */
  publish(news: string): void;
  /** How many subscriptions of `news` there are. The protocol does not confirm them, so wait for this. */
  readonly subscribers$: Observable<number>;
  /** Sends a ping, as a message, to each client, and gives what each of them says next. */
  ping(payload: object): Promise<unknown[]>;
  /** Ends all sockets with a close frame. */
  closeClients(code: number, reason?: string): void;
}

/** What the schema names. */
const rootsWith = (news: Broadcast<{ news: string }>): object => ({
  query: {
    hello: ({ name = 'world' }: { name?: string }) => `hello ${name}`,
    fail: () => {
      throw new Error('it failed');
    },
    never: () => new Promise(() => {}),
  },
  subscription: {
    count: async function* ({ to }: { to: number }) {
      for (let i = 1; i <= to; i++) yield { count: i };
    },
    /** Fails after its first item. */
    break: async function* () {
      yield { break: 1 };
      throw new Error('it broke');
    },
    news: () => news.follow(),
  },
});

const ping = async (client: WebSocket, payload: object): Promise<unknown> => {
  const said = once(client, 'message');
  client.send(JSON.stringify({ type: 'ping', payload }));
  const [message] = await soon(said, 'answer to the ping');
  return JSON.parse(String(message));
};

/**
 * Starts the server of the package `graphql-ws`, which speaks `graphql-transport-ws`. It accepts a `connection_init` with
 * the payload `{token: GRAPHQL_TOKEN}`, or without a token.
 */
export const startGraphQl = async (port?: number): Promise<GraphQlServer> => {
  const { buildSchema, useServer, WebSocketServer } = load();
  const host = await startHost(port);
  const news = new Broadcast<{ news: string }>();
  const sockets = new WebSocketServer({ server: host.http });
  const onConnect = ({ connectionParams }: { connectionParams?: { token?: unknown } }) =>
    (connectionParams?.token ?? GRAPHQL_TOKEN) === GRAPHQL_TOKEN;
  useServer({ schema: buildSchema(SCHEMA), roots: rootsWith(news), onConnect }, sockets);
  return {
    ...host,
    publish: text => news.publish({ news: text }),
    subscribers$: news.count$,
    ping: payload => Promise.all([...sockets.clients].map(client => ping(client, payload))),
    closeClients: (code, reason) => {
      for (const client of sockets.clients) client.close(code, reason);
    },
    stop: async () => {
      sockets.close();
      await host.stop();
    },
  };
};
