import { AuthenticationFailedError, type State, type Status } from '../../index.js';
import { clean } from '../clean.js';
import { type Paint, plain, type Style } from './paint.js';

const styles: Readonly<Record<State, Style>> = {
  idle: 'dim',
  connecting: 'yellow',
  connected: 'green',
  reconnecting: 'red',
  closing: 'yellow',
  closed: 'dim',
};

/** An address without its user, password and query, which may be secret or long. */
export const shortAddress = (address: string | undefined): string => {
  if (address === undefined || !URL.canParse(address)) return '';
  const { protocol, host, pathname } = new URL(address);
  return clean(`${protocol}//${host}${pathname === '/' ? '' : pathname}`);
};

const nextTry = ({ attempt, retryAt }: Status, nowMs: number): string => {
  if (retryAt !== undefined) return `try ${attempt} in ${Math.max(0, Math.ceil((retryAt - nowMs) / 1000))} s, or /now`;
  return attempt > 1 ? `try ${attempt}` : '';
};

const cut = (text: string, columns: number): string =>
  text.length > columns ? `${text.slice(0, Math.max(0, columns - 1))}…` : text;

/** Joins facts with a separator, on as few lines as the terminal allows. */
const joinFacts = (facts: readonly string[], columns: number): string => {
  const lines = ['['];
  for (const [i, fact] of facts.entries()) {
    const text = `${cut(fact, columns - 5)} ${i + 1 < facts.length ? '·' : ']'}`;
    const line = `${lines.at(-1)} ${text}`;
    if (i === 0 || line.length < columns) lines.splice(-1, 1, line);
    else lines.push(`  ${text}`);
  }
  return lines.join('\n');
};

/** The status of the connection, on one line if the terminal is wide enough. */
export const statusLine = (status: Status, spooled: number, nowMs: number, columns: number, paint: Paint): string => {
  const { state, address } = status;
  const waiting = spooled === 0 ? '' : `${spooled} spooled`;
  const facts = [state, shortAddress(address), nextTry(status, nowMs), waiting].filter(fact => fact !== '');
  return paint(styles[state], joinFacts(facts, columns));
};

/** The lines to print when the status changes. Most changes print nothing. */
export const statusNotes = (
  before: Status,
  { state, address, lastError }: Status,
  paint: Paint = plain,
): readonly string[] => {
  if (state === before.state) return [];
  if (state === 'connected') return [paint('green', `-- connected to ${shortAddress(address)}`)];
  if (state === 'reconnecting')
    return [paint('red', `-- the connection to ${shortAddress(address)} is lost, the next is tried`)];
  return state === 'closed' && !(lastError instanceof AuthenticationFailedError) ? ['-- left'] : [];
};
