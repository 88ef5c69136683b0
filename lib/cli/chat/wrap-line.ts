import { stripVTControlCharacters } from 'node:util';
import { widthOf } from './measure.js';

/** In a narrower terminal an indent would leave too little room. */
const MIN_COLUMNS = 20;

/** What further rows of a line stand under: the text behind a time or a dash. */
const lead = /^(?:(?:\d{1,2} \w{3} )?[\d-]{2}:[\d-]{2} |-- )/;

/** Breaks a line between words. Only a word that is wider than the terminal is left for the terminal to break. */
export const wrapLine = (line: string, columns: number): readonly string[] => {
  if (columns < MIN_COLUMNS || columns === Number.POSITIVE_INFINITY || widthOf(line) <= columns) return [line];
  const indent = ' '.repeat(lead.exec(stripVTControlCharacters(line))?.[0].length ?? 2);
  const rows: string[] = [];
  let row = '';
  for (const [i, word] of line.split(' ').entries()) {
    const longer = `${row} ${word}`;
    if (i === 0) row = word;
    else if (row.trim() === '' || widthOf(longer) <= columns) row = longer;
    else {
      rows.push(row);
      row = indent + word;
    }
  }
  return [...rows, row];
};
