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

/** Puts text in a style, or returns it as it is if colours are off. */
export type Paint = (style: Style, text: string) => string;

/** How to render lines. */
export interface RenderOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** The name of the user with an id, if an event or a message named them. */
  readonly nameOf?: (id: number | undefined) => string | undefined;
}

export const plain: Paint = (_style, text) => text;

export const coloured: Paint = (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m`;

/** The strongest role comes first. A user with none of these roles is cyan. */
const stylesByRole: readonly (readonly [role: string, style: Style])[] = [
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

/** The style of the name of a user with these roles. */
export const styleOf = (roles: readonly string[]): Style =>
  stylesByRole.find(([role]) => roles.includes(role))?.[1] ?? 'cyan';
