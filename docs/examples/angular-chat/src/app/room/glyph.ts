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

/** The Unicode emoji of a common emoticon. The original sprite sheets are no longer hosted. */
export const glyphOf = (code: string): string | undefined => (Object.hasOwn(GLYPHS, code) ? GLYPHS[code] : undefined);
