/** What is added to each address (docs/protocol.md#opening-the-socket). */
export interface UrlOptions {
  readonly clientId?: string | undefined;
  readonly protocolVersion: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Address → the URL that is dialled. What the address already says stands, to the letter. */
export const dialUrl = (address: string, { clientId, protocolVersion, query }: UrlOptions): string => {
  const url = new URL(address);
  const wanted = { version: protocolVersion, ...(clientId === undefined ? {} : { 'Client-ID': clientId }), ...query };
  const missing = Object.entries(wanted).filter(([key]) => !url.searchParams.has(key));
  const more = new URLSearchParams(missing).toString();
  if (more !== '') url.search += url.search === '' ? more : `&${more}`;
  return url.href;
};
