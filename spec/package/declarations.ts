/**
 * A reader of declaration files as `tsc` writes them, with no compiler: TypeScript 7 has no stable API for one. It takes
 * a file apart into its top-level statements, which is all that a report of the public types needs.
 */

/** A declaration file, taken apart. */
export interface Declarations {
  /** Name in the file → the text of each of its declarations, without `export` and `declare`. */
  readonly declared: ReadonlyMap<string, readonly string[]>;
  /** Name in the file → where it comes from. */
  readonly imported: ReadonlyMap<string, Origin>;
  /** Exported name → the name in this file, or where it comes from. */
  readonly exported: ReadonlyMap<string, string | Origin>;
  /** The files whose exports are all exported. */
  readonly stars: readonly string[];
}

export interface Origin {
  readonly from: string;
  readonly name: string;
}

const QUOTES = new Set(['"', "'", '`']);

/** Without comments; each string stays as it is. */
const withoutComments = (source: string): string =>
  source.replace(/("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '$1');

/** One space wherever there is space, so that a report does not change with the layout. */
const normalized = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The top-level statements: each ends with a semicolon outside of all brackets, or with the body of its block. */
const statements = (source: string): string[] => {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  let quote = '';
  const cut = (to: number) => {
    const text = normalized(source.slice(from, to));
    if (text !== '' && text !== ';') found.push(text);
    from = to;
  };
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] as string;
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (QUOTES.has(char)) quote = char;
    else if ('{[('.includes(char)) depth += 1;
    else if ('}])'.includes(char)) {
      depth -= 1;
      if (depth === 0 && char === '}' && isBlock(source.slice(from, at))) cut(at + 1);
    } else if (char === ';' && depth === 0) cut(at + 1);
  }
  cut(source.length);
  return found;
};

const isBlock = (text: string): boolean =>
  /^\s*(export )?(default )?(declare )?(abstract )?(class|interface|enum|const enum|namespace|module) /.test(text);

const DECLARATION =
  /^(export )?(default )?(declare )?((?:abstract )?class|interface|type|const|let|function|enum|namespace) ([\w$]+)/;

/** What a user cannot see of a class is no part of its type. */
const isHidden = (member: string): boolean => /^(#private|private )/.test(member);

/** A declaration with its members one a line, so that a change of one shows as one line. */
export const laidOut = (text: string): string => {
  const open = /^(?:abstract )?(?:class|interface) /.test(text) ? text.indexOf(' {') : -1;
  if (open < 0) return text;
  const body = text.slice(open + 2, text.lastIndexOf('}'));
  const members = statements(body).filter(member => !isHidden(member));
  return [`${text.slice(0, open)} {`, ...members.map(member => `  ${member}`), '}'].join('\n');
};

/** Pairs of `A`, `A as B`, `type A as B` in a list in braces: [A, B]. */
const namesIn = (list: string): [string, string][] =>
  list
    .split(',')
    .map(each => normalized(each).replace(/^type /, ''))
    .filter(each => each !== '')
    .map(each => {
      const [name = '', as = name] = each.split(' as ');
      return [name, as.replace(/^'(.*)'$/, '$1')];
    });

export const declarationsOf = (source: string): Declarations => {
  const declared = new Map<string, string[]>();
  const imported = new Map<string, Origin>();
  const exported = new Map<string, string | Origin>();
  const stars: string[] = [];
  for (const text of statements(withoutComments(source))) {
    const from = /from ['"](.+)['"];?$/.exec(text)?.[1];
    const list = /^(?:import|export)(?: type)? (?:[\w$]+, )?\{(.*)\}/.exec(text)?.[1];
    const declaration = DECLARATION.exec(text);
    if (text.startsWith('import ')) {
      for (const [name, as] of namesIn(list ?? '')) imported.set(as, { from: from ?? '', name });
      const whole = /^import (?:type )?(?:\* as )?([\w$]+)[, ]/.exec(text)?.[1];
      if (whole !== undefined && whole !== 'type') imported.set(whole, { from: from ?? '', name: 'default' });
    } else if (/^export (type )?\*/.test(text)) stars.push(from ?? '');
    else if (list !== undefined) {
      for (const [name, as] of namesIn(list)) exported.set(as, from === undefined ? name : { from, name });
    } else if (declaration !== null) {
      const [head, isExported, isDefault, , kind, name = ''] = declaration;
      const bare = `${kind} ${name}${text.slice(head.length)}`;
      declared.set(name, [...(declared.get(name) ?? []), bare]);
      if (isExported) exported.set(isDefault ? 'default' : name, name);
    } else if (text.startsWith('export default ')) exported.set('default', text.slice(15).replace(';', ''));
    else throw new Error(`what is declared here? ${text}`);
  }
  return { declared, imported, exported, stars };
};
