const GLYPHS: Readonly<Record<string, string>> = {
  ':)': '😊',
  ':(': '😞',
  ':D': '😃',
  ';)': '😉',
  ':P': '😛',
  ':O': '😮',
  ':/': '😕',
  '<3': '❤️',
};

/** The sprite sheets of emoticons are gone with the service; this stands in for those that are faces everywhere. */
export const glyphOf = (code: string): string | undefined => (Object.hasOwn(GLYPHS, code) ? GLYPHS[code] : undefined);
