const codes = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
} as const;

export type Style = keyof typeof codes;

/** Text in a style, or as it is where there are no colours. */
export type Paint = (style: Style, text: string) => string;

/** How lines are to look: in which colours, and on how many columns. */
export interface Look {
  readonly paint: Paint;
  readonly columns: number;
}

export const plain: Paint = (_style, text) => text;

export const coloured: Paint = (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m`;

/** Strongest first; whoever has none of these is painted like a plain user. */
const byRole: readonly (readonly [role: string, style: Style])[] = [
  ['Banned', 'dim'],
  ['Muted', 'dim'],
  ['Founder', 'red'],
  ['Staff', 'red'],
  ['GlobalMod', 'red'],
  ['Owner', 'magenta'],
  ['ChannelEditor', 'green'],
  ['Mod', 'green'],
  ['Subscriber', 'yellow'],
  ['Pro', 'blue'],
];

/** The style of a name, by the roles behind it. */
export const styleOf = (roles: readonly string[]): Style =>
  byRole.find(([role]) => roles.includes(role))?.[1] ?? 'cyan';
