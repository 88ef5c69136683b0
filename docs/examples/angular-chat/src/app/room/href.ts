/** The URL of a link that is safe to follow; undefined for `javascript:` and anything else that is not http(s). */
export const hrefOf = (url: string): string | undefined => {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
};
