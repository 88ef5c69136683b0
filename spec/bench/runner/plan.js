import { ALL, OURS } from './clients.js';
import { rotated } from './stats.js';
import { WORKS } from './works.js';

const ROUNDS = { full: 5, quick: 2 };
const QUICK = ['limit', 'limit-cork', ...OURS, 'mixer-ws8'];

/** All measurements in order: round by round, and in each round client by client. */
export const planOf = ({ names, clients, quick, rounds }) => {
  const chosen = new Set(clients === undefined ? (quick ? QUICK : ALL) : ['limit', ...clients]);
  const works = names.filter(name => WORKS[name].script !== undefined);
  const times = name => {
    const most = rounds ?? ROUNDS[quick ? 'quick' : 'full'];
    return Math.min(most, (quick && WORKS[name].quickRounds) || (WORKS[name].rounds ?? most));
  };
  const last = Math.max(0, ...works.map(times));
  return Array.from({ length: last }, (_, round) =>
    works
      .filter(name => round < times(name))
      .flatMap(name => {
        const work = WORKS[name];
        const able = work.clients.filter(client => chosen.has(client));
        const of = client => work.slow?.[client] ?? work[quick ? 'quick' : 'full'];
        return rotated(able, round).map(client => ({ name, client, work: work.script, params: of(client) }));
      }),
  ).flat();
};

/** The clients whose bundles are measured. */
export const bundlesOf = ({ names, clients }) =>
  names.includes('bundle') ? WORKS.bundle.clients.filter(client => clients?.includes(client) ?? true) : [];
