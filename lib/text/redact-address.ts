const OMITTED = '…';
/** What a user, a password, a query or a fragment needs, however the address is written. */
export const MAY_HIDE = /[?#@]/;

/** `name=value` → `name=…`. A part without a name may be a key itself. */
const redactQuery = (query: string): string =>
  query.replace(/([^&=]*=)?[^&]*/g, (part, name = '') => part && `${name}${OMITTED}`);

const redactUrl = ({ protocol, host, pathname, search, hash }: URL): string => {
  const query = search && `?${redactQuery(search.slice(1))}`;
  return `${protocol}//${host}${pathname}${query}${hash && `#${OMITTED}`}`;
};

/** Text that is no URL has no query values that could be found, so everything from the first `?` is cut. */
const redactText = (text: string): string => {
  const [, scheme = '', head = '', tail = ''] = /^([a-z][a-z\d+.-]*:\/\/)?([^?#]*)(.*)/is.exec(text) ?? [];
  // This `@` may end a password that contains a `?`, or be part of the query: neither side of it is safe to show.
  if (tail.includes('@')) return `${scheme}${OMITTED}`;
  return `${scheme}${head.slice(head.lastIndexOf('@') + 1)}${tail && `${tail.charAt(0)}${OMITTED}`}`;
};

/**
 * An address as messages and `address` fields report it (R26): without user and password, and with `…` for each query
 * value, as in `wss://host/path?token=…`. An address that has none of these is returned as given.
 */
export const redactAddress = (address: string): string => {
  // Most have none of that. Each dial asks several times, and a process may dial for a thousand clients at once.
  if (!MAY_HIDE.test(address)) return address;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // Without a host, as in `ada:secret@host`, the part before the `@` was parsed as something else.
  if (url === undefined || url.host === '') return redactText(address);
  return url.username || url.password || url.search || url.hash ? redactUrl(url) : address;
};

/** The same of an address that may be unknown. */
export const redacted = (address: string | undefined): string | undefined =>
  address === undefined ? undefined : redactAddress(address);
