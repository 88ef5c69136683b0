/** The powers of ten between two numbers. */
const steps = (from, to) => {
  const all = [];
  for (let at = from; at <= to; at *= 10) all.push(at);
  return all;
};

const COMPARED = ['limit', 'beam-chat', 'rxjs-websocket'];

/** The number of operations that fit into about a second, if the cost of each grows with `each`. */
const share = (budget, each, least, most) => Math.max(least, Math.min(most, Math.round(budget / each)));

/** The lines of growth: the cost of one operation over the number of something else. */
export const GROWTH = {
  names: {
    says: 'CPU of an event over the names subscribed',
    script: 'events',
    figure: 'cpu',
    unit: 'µs',
    clients: COMPARED,
    points: { 'rxjs-websocket': steps(1, 1_000), others: steps(1, 10_000) },
    params: (names, client) => {
      const total = client === 'rxjs-websocket' ? share(10_000_000, names, 5_000, 30_000) : 30_000;
      return { names: names - 1, warm: Math.min(5_000, total), total };
    },
  },
  subscribers: {
    says: 'CPU of an event over the subscribers of its name',
    script: 'events',
    figure: 'cpu',
    unit: 'µs',
    clients: COMPARED,
    points: { others: steps(1, 1_000) },
    params: subscribers => ({ subscribers, warm: 5_000, total: share(10_000_000, subscribers, 10_000, 30_000) }),
  },
  subscriptions: {
    says: 'CPU of an item over the subscriptions',
    script: 'events',
    figure: 'cpu',
    unit: 'µs',
    clients: ['limit', 'rpc-client'],
    points: { others: steps(1, 10_000) },
    params: subscriptions => ({ items: true, names: subscriptions - 1, warm: 5_000, total: 30_000 }),
  },
  outstanding: {
    says: 'CPU of a call over the calls outstanding',
    script: 'calls',
    figure: 'cpu',
    unit: 'µs',
    clients: ['limit', 'limit-cork', 'beam-chat', 'beam-chat-observable', 'rxjs-websocket'],
    points: { 'rxjs-websocket': steps(1, 1_000), others: steps(1, 100_000) },
    params: (outstanding, client) => {
      if (outstanding <= 10) return { outstanding, warm: 2_000, total: 20_000 };
      if (client === 'rxjs-websocket') return { outstanding, warm: 2_000, total: 10_000 };
      return { outstanding, warm: 10_000, total: Math.max(30_000, 2 * outstanding) };
    },
  },
  spooled: {
    says: 'First call to last answer over the calls spooled',
    script: 'spool',
    figure: 'ms',
    unit: 'ms',
    clients: ['limit', 'limit-cork', 'beam-chat', 'mixer-ws8'],
    points: { others: steps(10, 100_000) },
    params: total => ({ total }),
    /** The work returns µs per call. */
    of: ({ wall }, total) => (wall * total) / 1000,
  },
  together: {
    says: 'All clients cut at once, until the last is back',
    script: 'failover-together',
    figure: 'ms',
    unit: 'ms',
    times: 1,
    clients: ['limit', 'limit-waits', 'beam-chat', 'beam-chat-initial-0', 'mixer-ws8'],
    points: { others: steps(10, 1_000) },
    params: (clients, client) => (client === 'beam-chat-initial-0' ? { clients, initial: 0 } : { clients }),
  },
};

/** The client of a line; one client has a second line, with another option. */
export const clientOf = name => name.replace('-initial-0', '');

export const pointsOf = ({ points }, client) => points[client] ?? points.others;
