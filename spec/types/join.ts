// Compiled by `npm run check`: what is known of a join reply.
import { BeamChat, type Join, type JoinUser } from '../../lib/index.js';

declare const join: () => Promise<Join>;

export const chat = new BeamChat(join, {
  auth: ({ user, authkey }) => [42, user?.id, authkey],
});

export const known = (reply: Join) =>
  [
    reply.user satisfies JoinUser | undefined,
    reply.user?.username satisfies string | undefined,
    reply.user?.roles satisfies readonly string[] | undefined,
    reply.roles satisfies readonly string[] | undefined,
    reply.permissions satisfies readonly string[] | undefined,
    // Whatever else a service adds.
    reply['load_balancer'] satisfies unknown,
  ] as const;

export const refused = [
  // @ts-expect-error: an id is a number
  { endpoints: [], user: { id: '7', username: 'ada', roles: [] } } satisfies Join,
] as const;
