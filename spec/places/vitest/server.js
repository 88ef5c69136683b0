import { ChatServer } from 'rx-beam/server';

export default async () => {
  const server = await ChatServer.listen({ authkeys: 'reusable' });
  process.env.ENDPOINT = server.endpoints[0];
  return () => server.close();
};
