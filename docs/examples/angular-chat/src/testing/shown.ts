import { textOf } from 'rx-beam/testing';
import type { Line } from '../app/chat/line';

/** The text of lines as one string. */
export const shown = (lines: readonly Line[]): string =>
  lines.map(line => (line.kind === 'note' ? `[${line.text}]` : textOf(line.message))).join(' ');
