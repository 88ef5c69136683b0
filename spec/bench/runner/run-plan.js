import { bundleOf } from './bundle.js';
import { clientOf, GROWTH, pointsOf } from './growth.js';
import { measure } from './measure.js';
import { bundlesOf, planOf } from './plan.js';
import { WORKS } from './works.js';

/** Runs the planned measurements. Returns values by work and client, one for each round, and the failures. */
export const runPlan = async (server, options, say) => {
  const values = {};
  const failures = [];
  const plan = planOf(options);
  for (const [i, { name, client, work, params }] of plan.entries()) {
    say(`${i + 1}/${plan.length} ${name} ${client}`);
    try {
      const figures = await measure(server, { client, work, params });
      values[name] ??= {};
      values[name][client] ??= [];
      values[name][client].push(figures[WORKS[name].figure]);
    } catch (error) {
      failures.push(error.message);
    }
  }
  return { values, failures };
};

export const measureBundles = async options => {
  const sizes = {};
  for (const client of bundlesOf(options)) sizes[client] = await bundleOf(client);
  return sizes;
};

/** How many runs there are for each point; the best counts, because a run may be disturbed. */
const TIMES = 2;

/** Measures the lines of growth: `[number, cost]` by line and client. */
export const measureGrowth = async (server, { clients }, say) => {
  const lines = {};
  const failures = [];
  for (const [name, line] of Object.entries(GROWTH)) {
    lines[name] = {};
    for (const client of line.clients) {
      if (clients !== undefined && client !== 'limit' && !clients.includes(clientOf(client))) continue;
      lines[name][client] = [];
      for (const at of pointsOf(line, client)) {
        say(`growth ${name} ${client} ${at}`);
        const order = { client: clientOf(client), work: line.script, params: line.params(at, client) };
        try {
          const runs = [];
          for (let i = 0; i < (line.times ?? TIMES); i += 1) {
            const figures = await measure(server, order);
            runs.push(line.of?.(figures, at) ?? figures[line.figure]);
          }
          lines[name][client].push([at, Math.min(...runs)]);
        } catch (error) {
          failures.push(error.message);
        }
      }
    }
  }
  return { lines, failures };
};
