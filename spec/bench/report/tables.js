import { CLIENTS } from '../runner/clients.js';
import { WORKS } from '../runner/works.js';
import { cellOf, summarize, targetsOf } from './facts.js';

/** The comparison: a row for each client, a column for each work. */
export const comparison = result => {
  const facts = summarize(result);
  const names = Object.keys(WORKS).filter(
    name => facts[name] !== undefined || (name === 'bundle' && Object.keys(result.bundle).length > 0),
  );
  const rows = Object.keys(CLIENTS)
    .map(client => [client, ...names.map(name => cellOf(result, facts, name, client))])
    .filter(([, ...cells]) => cells.some(cell => cell !== ''));
  return { head: ['', ...names], rows };
};

/** The targets, with the reached values. */
export const targets = result => ({
  head: ['work', 'client', 'target', 'median', 'fastest', 'met'],
  rows: targetsOf(result, summarize(result)).map(({ name, client, target, reached, fastest, met }) => [
    name,
    client,
    target,
    reached,
    fastest,
    met ? 'yes' : 'no',
  ]),
});

/** A line of growth: a row for each client, a column for each number. */
export const growthTable = line => {
  const at = [...new Set(Object.values(line).flatMap(points => points.map(([x]) => x)))].toSorted((a, b) => a - b);
  const rows = Object.entries(line).map(([client, points]) => {
    const known = new Map(points);
    return [client, ...at.map(x => (known.has(x) ? short(known.get(x)) : ''))];
  });
  return { head: ['', ...at.map(x => x.toLocaleString('en'))], rows };
};

const short = value => (value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));

export const asText = ({ head, rows }) => {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map(row => row[i].length)));
  return [head, ...rows]
    .map(row => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '))
    .join('\n');
};

export const asMarkdown = ({ head, rows }) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
