/**
 * The measured works. `figure` is the value that is shown; with `ratio` it is shown relative to `limit`, otherwise as it
 * is. Targets are by client; with `targetsBeside`, they are for the ratio to that client instead.
 */
import { ALL, allExcept } from './clients.js';

/** BeamChat receives events in the same way with call() and call$(), so it is measured once. */
const EVENT_CLIENTS = allExcept('beam-chat-observable');
/** With a filter per call, the work per reply grows with the pending calls. This would take minutes; a line of growth shows it. */
const MANY_CALLS_CLIENTS = allExcept('rxjs-websocket');
const SECOND_SERVER = ['limit', 'limit-cork', 'beam-chat', 'beam-socket', 'mixer', 'mixer-ws8'];

const events = (names, targets, items = false) => ({
  script: 'events',
  clients: EVENT_CLIENTS,
  figure: 'cpu',
  unit: 'µs',
  ratio: true,
  targets,
  full: { names, items, warm: 20_000, total: 50_000 },
  quick: { names, items, warm: 10_000, total: 20_000 },
});

const calls = (outstanding, clients, target) => ({
  script: 'calls',
  clients,
  figure: 'cpu',
  unit: 'µs',
  ratio: true,
  targets: { 'beam-chat': target },
  full: { outstanding, warm: 20_000, total: 60_000 },
  quick: { outstanding, warm: 10_000, total: 20_000 },
});

const flush = (says, figure, unit, targets) => ({
  says: `100,000 calls made before connecting, ${says}`,
  script: 'flush',
  clients: ['limit', 'limit-cork', 'beam-chat', 'beam-socket', 'mixer-ws8'],
  figure,
  unit,
  targets,
  rounds: 3,
  quickRounds: 1,
  full: { total: 100_000 },
  quick: { total: 100_000 },
});

export const WORKS = {
  events: { says: 'an event, CPU', ...events(0, { 'beam-chat': 1.21 }) },
  'events-1000-names': {
    says: 'an event beside 1,000 other names, CPU',
    ...events(1_000, { 'beam-chat': 1.07 }),
  },
  items: { ...events(0, {}, true), says: 'an item of a JSON-RPC subscription, CPU', clients: ['limit', 'rpc-client'] },
  'calls-1000': { says: 'a call, 1,000 outstanding, CPU', ...calls(1_000, ALL, 0.58) },
  'calls-20000': { says: 'a call, 20,000 outstanding, CPU', ...calls(20_000, MANY_CALLS_CLIENTS, 0.59) },
  'spool-50000': {
    says: 'a call, 50,000 made before connecting, wall',
    script: 'spool',
    clients: allExcept('rxjs-websocket', 'rpc-websockets'),
    figure: 'wall',
    unit: 'µs',
    ratio: true,
    targets: { 'beam-chat': 0.83 },
    quickRounds: 1,
    full: { total: 50_000 },
    quick: { total: 50_000 },
  },
  'flush-100000': flush('longest turn', 'longest', 'ms', { 'beam-chat': 50, 'beam-socket': 50 }),
  'flush-100000-sent': flush('first frame to last', 'ms', 'ms', {}),
  'flush-100000-buffered': flush('most that waited in the socket', 'buffered', 'B', { 'beam-chat': 1_100_000 }),
  'heap-per-call': {
    says: 'heap of a pending call',
    script: 'heap',
    clients: ALL,
    figure: 'bytes',
    unit: 'B',
    targets: { 'beam-chat': 400, 'beam-chat-observable': 1_100 },
    rounds: 1,
    full: { total: 20_000 },
    quick: { total: 20_000 },
    // Each of its replies passes the filter of every pending call.
    slow: { 'rxjs-websocket': { total: 2_000 } },
  },
  failover: {
    says: 'cut, until connected to the second server',
    script: 'failover',
    clients: SECOND_SERVER,
    figure: 'ms',
    unit: 'ms',
    targets: { 'beam-chat': 260, 'beam-socket': 260 },
    rounds: 1,
    full: { clients: 20 },
    quick: { clients: 20 },
  },
  'failover-initial-0': {
    says: 'the same, `backoff: { initial: 0 }`',
    script: 'failover',
    clients: ['beam-chat', 'beam-socket'],
    figure: 'ms',
    unit: 'ms',
    targets: { 'beam-chat': 15, 'beam-socket': 15 },
    rounds: 1,
    full: { clients: 20, initial: 0 },
    quick: { clients: 20, initial: 0 },
  },
  'idle-rss': {
    says: 'memory of a connected, idle client',
    script: 'idle',
    clients: allExcept('beam-chat-observable', 'rpc-websockets'),
    figure: 'kib',
    unit: 'KiB',
    ratio: true,
    targets: { 'beam-chat': 1.2 },
    targetsBeside: 'rxjs-websocket',
    rounds: 2,
    quickRounds: 1,
    full: { clients: 2_000 },
    quick: { clients: 1_000 },
  },
  'idle-heap': {
    says: 'heap of a connected, idle client',
    script: 'idle',
    clients: allExcept('beam-chat-observable', 'rpc-websockets'),
    figure: 'heap',
    unit: 'KiB',
    targets: { 'beam-chat': 13 },
    rounds: 1,
    full: { clients: 2_000 },
    quick: { clients: 1_000 },
  },
  bundle: {
    says: 'browser bundle, minified and gzipped (with rxjs inside)',
    clients: [
      'beam-chat',
      'beam-socket',
      'rpc-client',
      'mixer',
      'rxjs-websocket',
      'rpc-websockets',
      'socket.io-client',
    ],
    figure: 'bytes',
    unit: 'kB',
  },
};

/** The bytes of the bundle, with rxjs outside. */
export const BUNDLE_TARGETS = { 'beam-chat': 12_500, 'rpc-client': 13_000 };
