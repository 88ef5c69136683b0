/** The hue of a name in degrees; the same for each occurrence. */
export const hueOf = (name: string): number => {
  let hash = 0;
  for (const letter of name.toLowerCase()) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) | 0;
  return Math.abs(hash * 47) % 360;
};
