/** The longest line before a value is split over several lines. */
const WIDTH = 120;

/** A value whose source is a function call. */
export class Call {
  /** @param args - as source */
  constructor(
    readonly name: string,
    readonly args: readonly string[],
  ) {}
}

/**
 * The source of a value: like JSON, but with single quotes, and with numbers such as Infinity. On one line if it fits, as
 * formatters write it.
 *
 * @param indent - the blanks before the line
 * @param beside - how many more characters are on the line
 */
export const source = (value: unknown, indent = 0, beside = 0): string => {
  const line = inLine(value);
  if (indent + beside + line.length <= WIDTH || typeof value !== 'object' || value === null) return line;
  const inner = ' '.repeat(indent + 2);
  if (value instanceof Call) return `${value.name}(\n${inner}${value.args.join(', ')},\n${' '.repeat(indent)})`;
  const parts = Array.isArray(value)
    ? value.map(each => source(each, indent + 2, 1))
    : Object.entries(value).map(([name, part]) => {
        const head = `${nameSource(name)}: `;
        return `${head}${source(part, indent + 2, head.length + 1)}`;
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map(part => `${inner}${part},\n`).join('')}${' '.repeat(indent)}${close}`;
};

const inLine = (value: unknown): string => {
  if (typeof value === 'string') return textSource(value);
  if (value instanceof Call) return `${value.name}(${value.args.join(', ')})`;
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([name, part]) => `${nameSource(name)}: ${inLine(part)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
};

/** In single quotes, because frames contain double ones; in double quotes if that needs fewer backslashes. */
const textSource = (text: string): string => {
  const json = JSON.stringify(text).replace(/[\u2028\u2029]/g, part => (part === '\u2028' ? '\\u2028' : '\\u2029'));
  const count = (quote: string) => text.split(quote).length;
  if (count("'") > count('"')) return json;
  const inner = json.slice(1, -1).replace(/\\\\|\\"|'/g, part => REPLACED[part] ?? part);
  return `'${inner}'`;
};

const REPLACED: Readonly<Record<string, string>> = { '\\"': '"', "'": "\\'" };

const nameSource = (name: string): string => {
  // In a literal, it would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[a-z_$][\w$]*$/i.test(name) ? name : textSource(name);
};
