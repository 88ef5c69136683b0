import { stripVTControlCharacters } from 'node:util';
import { widthOf } from './measure.js';

/** In a narrower terminal an indent would leave too little room. */
const MIN_COLUMNS = 20;

/** What further rows of a line stand under: the text behind a time or a dash. */
const lead = /^(?:(?:\d{1,2} \w{3} )?[\d-]{2}:[\d-]{2} |-- )/;

/** Further rows of an indented line, such as one of the help, are no lines like it. */
const indentOf = (text: string): number => lead.exec(text)?.[0].length ?? text.search(/\S|$/) + 2;

/** Breaks a line between words. Only a word that is wider than the terminal is left for the terminal to break. */
export const wrapLine = (line: string, columns: number): readonly string[] => {
  if (columns < MIN_COLUMNS || columns === Number.POSITIVE_INFINITY || widthOf(line) <= columns) return [line];
  const indent = ' '.repeat(indentOf(stripVTControlCharacters(line)));
  const rows: string[] = [];
  let row = '';
  for (const [i, word] of line.split(' ').entries()) {
    const longer = `${row} ${word}`;
    if (i === 0) row = word;
    else if (row.trim() === '' || widthOf(longer) <= columns) row = longer;
    else if (word !== '') {
      rows.push(row.trimEnd());
      row = indent + word;
    }
  }
  return [...rows, row];
};
