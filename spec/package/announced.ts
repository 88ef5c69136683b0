/** What the report of an entry declares: the exported names, and the others that are part of their types. */
interface Declared {
  readonly exported: ReadonlyMap<string, string>;
  readonly others: ReadonlyMap<string, string>;
}

const NOT_EXPORTED = '\n# Not exported';
const DECLARATION = /^(?:abstract )?(?:class|interface|type|const|function|enum) (\w+)/;

/** The text of each declaration by name. Declarations are parted by empty lines, and overloads are one. */
const byName = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const block of text.split('\n\n')) {
    const name = DECLARATION.exec(block.trim())?.[1];
    if (name !== undefined) found.set(name, (found.get(name) ?? '') + block.trim());
  }
  return found;
};

const declaredIn = (report: string): Declared => {
  const [exported = '', others = ''] = report.split(NOT_EXPORTED);
  return { exported: byName(exported), others: byName(others) };
};

const changed = (before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] =>
  [...new Set([...before.keys(), ...now.keys()])].filter(name => before.get(name) !== now.get(name));

/** The section of a changelog under one heading. */
export const sectionOf = (changelog: string, heading: string): string => {
  const [, section = ''] = changelog.split(`\n## ${heading}`);
  return section.split('\n## ')[0] ?? '';
};

/** The newest version that a changelog has. */
export const newestIn = (changelog: string): string | undefined => /^## (\d\S*)/m.exec(changelog)?.[1];

/**
 * What changed in the public types of an entry, and is not in the text: exported names that it does not contain, and `Types`,
 * for an entry that begins with it, if only types changed that are not exported.
 */
export const unannounced = (before: string, now: string, text: string): string[] => {
  const [was, is] = [declaredIn(before), declaredIn(now)];
  const exported = changed(was.exported, is.exported);
  const missing = exported.filter(name => !new RegExp(`\\b${name}\\b`).test(text));
  const isSaid = exported.length > 0 || /^- Types\b/m.test(text);
  return changed(was.others, is.others).length > 0 && !isSaid ? [...missing, 'Types'] : missing;
};
