import { withoutGaps } from '../text/check.js';

/** What the client adds to each address (docs/protocol.md#opening-the-socket). */
export interface UrlOptions {
  readonly clientId?: string | undefined;
  readonly protocolVersion: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The URL to dial for an address. Parameters in the address's own query stay, and take precedence over the added ones. */
export const dialUrl = (address: string, { clientId, protocolVersion, query }: UrlOptions): string => {
  const url = new URL(address);
  const wanted = withoutGaps({ version: protocolVersion, 'Client-ID': clientId, ...query });
  const all = Object.entries(wanted);
  const missing = url.search === '' ? all : all.filter(([key]) => !url.searchParams.has(key));
  const more = new URLSearchParams(missing).toString();
  if (more !== '') url.search += url.search === '' ? more : `&${more}`;
  return url.href;
};
