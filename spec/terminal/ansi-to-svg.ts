import { widthOf } from '../../lib/cli/chat/measure.js';

/** How a run of characters looks. */
interface Style {
  readonly colour: string;
  readonly isBold: boolean;
  readonly isDim: boolean;
}

interface Run extends Style {
  readonly text: string;
  readonly column: number;
}

/** A screen of a terminal: its rows with the sequences that paint them. */
export interface Screenshot {
  readonly caption: string;
  readonly rows: readonly string[];
  readonly columns: number;
}

const FOREGROUND = '#d4d7dd';
const PLAIN: Style = { colour: FOREGROUND, isBold: false, isDim: false };
/** The colours 30 to 37, light enough for a dark background. */
const COLOURS = ['#5c6370', '#f07178', '#98c379', '#e5c07b', '#61afef', '#d38aea', '#56c8d8', FOREGROUND];

/** Sets the style of what follows. */
const SEQUENCE = /\p{Cc}\[([\d;]*)m/u;

const CHARACTER_WIDTH = 8.4;
const ROW_HEIGHT = 18;
const MARGIN = 14;
const CAPTION_HEIGHT = 26;

/** The style after one parameter of an SGR sequence. Any other parameter changes nothing that the picture shows. */
const after = (style: Style, parameter: number): Style => {
  if (parameter === 0) return PLAIN;
  if (parameter === 1) return { ...style, isBold: true };
  if (parameter === 2) return { ...style, isDim: true };
  if (parameter === 22) return { ...style, isBold: false, isDim: false };
  if (parameter === 39) return { ...style, colour: FOREGROUND };
  const colour = COLOURS[parameter - 30];
  return colour === undefined ? style : { ...style, colour };
};

/** The runs of each row: the text between the sequences. As tmux writes it, a style goes on in the next row. */
export const runsOf = (rows: readonly string[]): Run[][] => {
  let style = PLAIN;
  return rows.map(row => {
    const runs: Run[] = [];
    let column = 0;
    // Odd parts are the parameters of the sequences.
    for (const [i, part] of row.split(SEQUENCE).entries()) {
      if (i % 2 === 1) style = part.split(';').map(Number).reduce(after, style);
      else if (part !== '') {
        runs.push({ ...style, text: part, column });
        column += widthOf(part);
      }
    }
    return runs;
  });
};

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/g, character => escapes[character] ?? '');

const round = (number: number): number => Math.round(number * 10) / 10;

const runElement = ({ text, column, colour, isBold, isDim }: Run): string => {
  const attributes = [
    `x="${round(MARGIN + column * CHARACTER_WIDTH)}"`,
    // So that columns stay below each other in whatever font the reader has.
    `textLength="${round(widthOf(text) * CHARACTER_WIDTH)}"`,
    colour === FOREGROUND ? '' : `fill="${colour}"`,
    isBold ? 'font-weight="bold"' : '',
    isDim ? 'opacity="0.6"' : '',
  ];
  return `<tspan ${attributes.filter(Boolean).join(' ')}>${escaped(text)}</tspan>`;
};

const heightOf = ({ rows }: Screenshot): number => CAPTION_HEIGHT + rows.length * ROW_HEIGHT + 2 * MARGIN;

const screenElement = (screenshot: Screenshot, top: number, width: number): string => {
  const { caption, rows } = screenshot;
  const boxTop = top + CAPTION_HEIGHT;
  const lines = runsOf(rows).map((runs, i) => {
    const y = boxTop + MARGIN + i * ROW_HEIGHT + 13;
    return `<text y="${y}">${runs.map(runElement).join('')}</text>`;
  });
  return [
    `<text class="caption" x="0" y="${top + 17}">${escaped(caption)}</text>`,
    `<rect y="${boxTop}" width="${width}" height="${heightOf(screenshot) - CAPTION_HEIGHT}" rx="6" fill="#1e2127"/>`,
    ...lines,
  ].join('\n');
};

/** A picture of screens below each other, in which the text is text. */
export const toSvg = (title: string, screenshots: readonly Screenshot[]): string => {
  const columns = Math.max(...screenshots.map(each => each.columns));
  const width = Math.ceil(columns * CHARACTER_WIDTH + 2 * MARGIN);
  let height = 0;
  const screens = screenshots.map(each => {
    const element = screenElement(each, height, width);
    height += heightOf(each);
    return element;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    '<style>',
    `text { font: 14px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: ${FOREGROUND}; white-space: pre }`,
    '.caption { font: 14px system-ui, sans-serif; fill: #808791 }',
    '</style>',
    ...screens,
    '</svg>',
    '',
  ].join('\n');
};

/** The rows of text in a picture, to see what it says without how it looks. */
export const textIn = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>(.*)<\/text>/g)].map(([, inner = '']) =>
    inner
      .replace(/<[^>]*>/g, '')
      .replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<' })[name as string] ?? '>'),
  );
