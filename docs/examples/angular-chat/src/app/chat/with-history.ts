import type { ChatMessage } from 'rx-beam';
import { type Line, type Log, messageLine } from './line';

const isPublic = (line: Line): boolean => line.kind === 'message' && !line.message.message.meta.whisper;

/**
 * Merges the server's history into the log: missed messages are inserted at their place, and messages that the server
 * no longer has are removed. Whispers and notes are not part of the history, and stay.
 */
export const withHistory =
  (history: readonly ChatMessage[]) =>
  (log: Log): Log => {
    const known = new Set(history.map(({ id }) => id));
    const first = log.findIndex(({ key }) => known.has(key));
    if (first < 0) return [...log, ...history.map(messageLine)];
    const last = log.findLastIndex(({ key }) => known.has(key));
    const later = log.findIndex((line, index) => index > last && isPublic(line));
    const end = later < 0 ? log.length : later;
    const lines = merged(history, log.slice(first, end), known);
    const isSame = lines.length === end - first && lines.every(({ key }, index) => key === log[first + index]?.key);
    return isSame ? log : [...log.slice(0, first), ...lines, ...log.slice(end)];
  };

/** The history, with the whispers and notes of the log at their places. */
const merged = (history: readonly ChatMessage[], lines: Log, known: ReadonlySet<string>): Line[] => {
  const between = new Map<string, Line[]>();
  const present = new Map<string, Line>();
  let after = '';
  for (const line of lines) {
    if (known.has(line.key)) {
      present.set(line.key, line);
      after = line.key;
    } else if (!isPublic(line)) between.set(after, [...(between.get(after) ?? []), line]);
  }
  return history.flatMap(message => [
    present.get(message.id) ?? messageLine(message),
    ...(between.get(message.id) ?? []),
  ]);
};
