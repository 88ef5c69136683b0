import { styleText } from 'node:util';

/** Prints a story: a line for what is about to happen, and lines for what did. */
export interface Story {
  /** What is about to happen. */
  begins(what: string): void;
  /** What happened to whom. */
  tells(who: string, what: string): void;
  /** It is over, and all of it was checked. */
  ends(what: string): void;
}

type Format = Parameters<typeof styleText>[0];

const COLOURS = { ada: 'magenta', bob: 'cyan', server: 'yellow' } as const;
const NAME_WIDTH = 9;

/** @param hasColours - whether the lines are for a terminal */
export const story = (print: (line: string) => void, hasColours: boolean): Story => {
  // Whether there are colours is decided already, and not by what the process writes to.
  const paint = (format: Format, text: string) =>
    hasColours ? styleText(format, text, { validateStream: false }) : text;
  const tell = (who: string, what: string, colour: Format) => print(`${paint(colour, who.padEnd(NAME_WIDTH))} ${what}`);
  let step = 0;
  return {
    begins: what => {
      step += 1;
      print('');
      print(paint('bold', `${step}. ${what}`));
    },
    tells: (who, what) => tell(who, what, Object.hasOwn(COLOURS, who) ? COLOURS[who as keyof typeof COLOURS] : 'dim'),
    ends: what => {
      print('');
      tell('done', what, 'green');
    },
  };
};
