const OMITTED = '…';

/** `name=value` → `name=…`. A part without a name may be a key itself. */
const redactQueryPart = (part: string): string => {
  if (part === '') return part;
  const end = part.indexOf('=');
  return end === -1 ? OMITTED : `${part.slice(0, end)}=${OMITTED}`;
};

const redactUrl = (url: URL): string => {
  const query = url.search.slice(1).split('&').map(redactQueryPart).join('&');
  const fragment = url.hash;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return `${url.href}${query && `?${query}`}${fragment && `#${OMITTED}`}`;
};

/** Text that is no URL has no query values that could be found, so everything from the first `?` is cut. */
const redactText = (text: string): string => {
  const [scheme = ''] = /^[a-z][a-z\d+.-]*:\/\/|^/i.exec(text) ?? [];
  const rest = text.slice(scheme.length);
  const end = rest.search(/[?#]/);
  const head = end === -1 ? rest : rest.slice(0, end);
  // This `@` may end a password that contains a `?`, or be part of the query: neither side of it is safe to show.
  if (rest.lastIndexOf('@') >= head.length) return `${scheme}${OMITTED}`;
  const tail = end === -1 ? '' : `${rest.charAt(end)}${OMITTED}`;
  return `${scheme}${head.slice(head.lastIndexOf('@') + 1)}${tail}`;
};

/**
 * An address as messages and `address` fields report it (R26): without user and password, and with `…` for each query
 * value, as in `wss://host/path?token=…`. An address that has none of these is returned as given.
 */
export const redactAddress = (address: string): string => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // Without a host, as in `ada:secret@host`, the part before the `@` was parsed as something else.
  if (url === undefined || url.host === '') return redactText(address);
  const hasSecrets = [url.username, url.password, url.search, url.hash].some(part => part !== '');
  return hasSecrets ? redactUrl(url) : address;
};
