import { isIP } from 'node:net';
import { quote } from '../text/quote.js';

const hostnameOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).hostname : undefined);

/** An address without a name. DNS rebinding needs a name, so that an address in Host is safe. */
const isAddress = (hostname: string): boolean => isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;

/** Whether only this machine serves pages under this hostname. Development servers show `0.0.0.0` in their URLs. */
const isLocal = (hostname: string): boolean =>
  /^(?:.+\.)?localhost$/.test(hostname) || hostname === '[::1]' || hostname === '0.0.0.0' || isLoopbackV4(hostname);

const isLoopbackV4 = (hostname: string): boolean => isIP(hostname) === 4 && hostname.startsWith('127.');

/** An origin as browsers send it: lower case, without the default port. */
const normalize = (origin: string): string => {
  const parsed = URL.canParse(origin) ? new URL(origin).origin : 'null';
  // URL knows no origin for schemes such as chrome-extension: these are compared as given.
  return parsed === 'null' ? origin.toLowerCase() : parsed;
};

/** Those headers of a request that say which page sends it, and where to. */
interface OriginHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

/**
 * Decides which web pages may use the server. Anyone may join as anyone, so that without it every page open in the
 * developer's browser could join as Owner: directly (its Origin is foreign), or by DNS rebinding (its Host is foreign).
 */
export class OriginPolicy {
  readonly #listed: ReadonlySet<string>;
  /** Names under which the server may be addressed, besides local ones and IP addresses. */
  readonly #hostnames: ReadonlySet<string>;

  /**
   * @param origins the origins allowed besides those of this machine; `*` allows all
   * @param host the host that the server listens on
   */
  constructor(origins: readonly string[], host: string) {
    this.#listed = new Set(origins.map(normalize));
    this.#hostnames = new Set([host.toLowerCase(), ...origins.flatMap(origin => hostnameOf(origin) || [])]);
  }

  /** Why a request is refused; undefined if it is allowed. */
  refusalOf({ host, origin }: OriginHeaders): string | undefined {
    if (this.#listed.has('*')) return undefined;
    const hostname = host === undefined ? undefined : (hostnameOf(`http://${host}`) ?? '');
    if (hostname !== undefined && !this.#isOwn(hostname))
      return `The Host ${quote(host)} is not known to be this machine. If it is, add its origin to the option origins.`;
    if (origin !== undefined && !this.#isAllowed(origin, hostname))
      return `Pages of the origin ${quote(origin)} may not use this server. To allow them, add it to the option origins.`;
    return undefined;
  }

  #isOwn(hostname: string): boolean {
    return isAddress(hostname) || isLocal(hostname) || this.#hostnames.has(hostname);
  }

  /** A page from the very host at which the server is reached is as trusted as the server. */
  #isAllowed(origin: string, ownHostname: string | undefined): boolean {
    if (this.#listed.has(normalize(origin))) return true;
    const hostname = hostnameOf(origin);
    return hostname !== undefined && (isLocal(hostname) || hostname === ownHostname);
  }
}
