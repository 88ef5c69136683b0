import { ChatServer } from 'rx-beam/server';

export default async () => {
  globalThis.server = await ChatServer.listen({ authkeys: 'reusable' });
  process.env.ENDPOINT = globalThis.server.endpoints[0];
};
