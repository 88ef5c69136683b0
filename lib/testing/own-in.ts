/** Looks at own properties only: a name such as `constructor` is not in a script. */
export const ownIn = <T>(map: object, name: string): T | undefined =>
  Object.hasOwn(map, name) ? (map as Record<string, T>)[name] : undefined;
