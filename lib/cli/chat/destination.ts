import { firstValueFrom, type Observable, of } from 'rxjs';
import type { AddressSource, AuthArguments, AuthSource, Join } from '../../index.js';
import { checkAddresses } from '../../link/addresses.js';
import { Failure } from '../failure.js';
import { askJoin, sayUrl } from './join.js';
import { numberAt } from './wire.js';

/** Which chat, and as whom, as it was given on the command line. */
export interface Where {
  readonly joinUrl?: string | undefined;
  readonly endpoint?: readonly string[] | undefined;
  readonly channel?: number | undefined;
  readonly user?: string | undefined;
  readonly authkey?: string | undefined;
}

/** What a client needs to go there. */
export interface Destination {
  readonly addresses: AddressSource;
  readonly auth: AuthSource;
}

const userId = (user: string | undefined): number | undefined =>
  user !== undefined && /^\d{1,15}$/.test(user) ? Number(user) : undefined;

/** The way to a chat. With a join URL it is asked once here, so that what is wrong with it is told at once. */
export const destinationOf = async (where: Where): Promise<Destination> => {
  const { joinUrl, endpoint } = where;
  if (joinUrl !== undefined && endpoint !== undefined) throw new Failure('give a join URL or --endpoint, not both');
  if (joinUrl !== undefined) return throughJoin(joinUrl, where);
  if (endpoint !== undefined) return toEndpoints(endpoint, where);
  throw new Failure('give a join URL, or --endpoint and --channel: see rx-beam chat --help');
};

const toEndpoints = (endpoints: readonly string[], { channel, user, authkey }: Where): Destination => {
  const addresses = checkAddresses(endpoints);
  if (channel === undefined) throw new Failure('--endpoint needs --channel');
  if (user === undefined && authkey === undefined) return { addresses, auth: [channel] };
  const id = userId(user);
  if (id === undefined) throw new Failure('--endpoint needs the id of the --user, a number');
  if (authkey === undefined) throw new Failure('--user needs an --authkey where there is no join URL');
  return { addresses, auth: [channel, id, authkey] };
};

const throughJoin = async (joinUrl: string, where: Where): Promise<Destination> => {
  if (where.authkey !== undefined) throw new Failure('a join URL brings its own authkey: leave --authkey out');
  const url = readUrl(joinUrl);
  const channel = where.channel ?? channelOf(url);
  if (channel === undefined) throw new Failure(`${sayUrl(url)} does not end in /chats/:id: give --channel`);
  if (where.user !== undefined) url.searchParams.set('user', where.user);
  const first = await firstValueFrom(askJoin(url));
  checkAddresses(first.endpoints);
  const credentials = (join: Join) => credentialsOf(join, channel, where.user);
  credentials(first);
  return { addresses: startingWith(first, askJoin(url)), auth: credentials };
};

const readUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Failure(`${JSON.stringify(text)} is not a http: or https: URL`);
  }
  if (url.username !== '' || url.password !== '') throw new Failure('a join URL with a password in it cannot be asked');
  return url;
};

const channelOf = ({ pathname }: URL): number | undefined => {
  const [, id] = /\/chats\/(\d{1,15})\/?$/.exec(pathname) ?? [];
  return id === undefined ? undefined : Number(id);
};

/** Whoever is named in the reply, or on the command line; nobody where there is no key. */
const credentialsOf = (join: Join, channel: number, user: string | undefined): AuthArguments => {
  const { authkey } = join;
  if (authkey === undefined || authkey === null) {
    if (user === undefined) return [channel];
    throw new Failure('the join reply has no authkey for this user');
  }
  const id = numberAt(join, 'user', 'id') ?? userId(user);
  if (id === undefined) throw new Failure('the join reply does not say who the user is: give the id as --user');
  return [channel, id, authkey];
};

/** The reply that we have, then whatever is answered: its key serves once. */
const startingWith = (first: Join, asked$: Observable<Join>) => {
  let have: Join | undefined = first;
  return (): Observable<Join> => {
    const join = have;
    have = undefined;
    return join === undefined ? asked$ : of(join);
  };
};
