import { firstValueFrom, type Observable, of } from 'rxjs';
import type { AddressSource, AuthArguments, AuthSource, Join } from '../../index.js';
import { checkAddresses } from '../../link/addresses.js';
import { quote } from '../../text/quote.js';
import { redactAddress } from '../../text/redact-address.js';
import { CliError } from '../cli-error.js';
import { peopleRequest, requestJoin } from './join.js';
import type { Person } from './people.js';
import { numberAt } from './wire.js';

/** Which chat to join and as whom, as given on the command line. */
export interface ChatTarget {
  readonly joinUrl?: string | undefined;
  readonly endpoint?: readonly string[] | undefined;
  readonly channel?: number | undefined;
  readonly user?: string | undefined;
  readonly authkey?: string | undefined;
}

/** What the client needs to join it. */
export interface ResolvedTarget {
  readonly addresses: AddressSource;
  readonly auth: AuthSource;
  /** Who is in the chat, where a server can be asked for it. */
  readonly people$?: Observable<readonly Person[]> | undefined;
}

const userId = (user: string | undefined): number | undefined =>
  user !== undefined && /^\d{1,15}$/.test(user) ? Number(user) : undefined;

/** Checks a target. It requests a join URL once, so that the command fails at once if something is wrong with it. */
export const resolveTarget = async (target: ChatTarget): Promise<ResolvedTarget> => {
  const { joinUrl, endpoint } = target;
  if (joinUrl !== undefined && endpoint !== undefined) throw new CliError('give a join URL or --endpoint, not both');
  if (joinUrl !== undefined) return resolveJoinUrl(joinUrl, target);
  if (endpoint !== undefined) return resolveEndpoints(endpoint, target);
  throw new CliError('give a join URL, or --endpoint and --channel: see rx-beam chat --help');
};

const resolveEndpoints = (endpoints: readonly string[], { channel, user, authkey }: ChatTarget): ResolvedTarget => {
  const addresses = checkAddresses(endpoints);
  if (channel === undefined) throw new CliError('--endpoint needs --channel');
  if (user === undefined && authkey === undefined) return { addresses, auth: [channel] };
  const id = userId(user);
  if (id === undefined) throw new CliError('--endpoint needs the id of the --user, a number');
  if (authkey === undefined) throw new CliError('--user needs an --authkey where there is no join URL');
  return { addresses, auth: [channel, id, authkey] };
};

const resolveJoinUrl = async (joinUrl: string, target: ChatTarget): Promise<ResolvedTarget> => {
  if (target.authkey !== undefined) throw new CliError('a join URL brings its own authkey: leave --authkey out');
  const url = readUrl(joinUrl);
  const channel = target.channel ?? channelOf(url);
  if (channel === undefined)
    throw new CliError(`${redactAddress(url.href)} does not end in /chats/:id: give --channel`);
  if (target.user !== undefined) url.searchParams.set('user', target.user);
  const first = await firstValueFrom(requestJoin(url));
  checkAddresses(first.endpoints);
  const credentials = (join: Join) => authArguments(join, channel, target.user);
  credentials(first);
  return { addresses: startingWith(first, requestJoin(url)), auth: credentials, people$: peopleRequest(url) };
};

const readUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new CliError(`${quote(redactAddress(text))} is not a http: or https: URL`);
  }
  if (url.username !== '' || url.password !== '') throw new CliError('a join URL must not contain a user or password');
  return url;
};

const channelOf = ({ pathname }: URL): number | undefined => {
  const [, id] = /\/chats\/(\d{1,15})\/?$/.exec(pathname) ?? [];
  return id === undefined ? undefined : Number(id);
};

/**
 * The arguments of `auth`. The user comes from the reply, or else from the command line. Without a user, the chat is
 * read-only.
 */
const authArguments = (join: Join, channel: number, user: string | undefined): AuthArguments => {
  const { authkey } = join;
  if (authkey === undefined || authkey === null) {
    if (user === undefined) return [channel];
    throw new CliError('the join reply has no authkey for this user');
  }
  const id = numberAt(join, 'user', 'id') ?? userId(user);
  if (id === undefined) throw new CliError('the join reply does not say who the user is: give the id as --user');
  return [channel, id, authkey];
};

/** Returns the first reply once, and then makes a new request each time, because an authkey works only once. */
const startingWith = (first: Join, reply$: Observable<Join>) => {
  let unused: Join | undefined = first;
  return (): Observable<Join> => {
    const join = unused;
    unused = undefined;
    return join === undefined ? reply$ : of(join);
  };
};
