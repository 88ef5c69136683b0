/**
 * What is compared in one process: `of` is measured beside `beside`, and the ratio of their CPU must not exceed `target`. The
 * ratios to bare `ws` leave a hand-written client no advantage but its bareness: both do the same work with the same bytes.
 */
const CALLS = { work: 'calls', unit: 'a call, 1,000 at once' };
const EVENTS = { work: 'events', unit: 'an event of 600 bytes' };
const ITEMS = { work: 'events', unit: 'an item of a subscription', items: true };

export const PAIRS = {
  calls: { ...CALLS, says: '`BeamChat`, `call()`', of: 'beam-chat', beside: 'limit-cork', target: 1.1 },
  calls$: { ...CALLS, says: '`BeamChat`, `call$()`', of: 'beam-chat-observable', beside: 'limit-cork', target: 1.25 },
  'calls-bridge': { ...CALLS, says: '`BeamSocket`, `call()`', of: 'beam-socket', beside: 'limit-cork', target: 1.2 },
  events: { ...EVENTS, says: '`BeamChat`, `events$()`', of: 'beam-chat', beside: 'limit-cork', target: 1.06 },
  'events-bridge': { ...EVENTS, says: '`BeamSocket`, `on()`', of: 'beam-socket', beside: 'limit-cork', target: 1.1 },
  spool: {
    work: 'spool',
    unit: 'a call, 4,000 made before connecting',
    says: '`BeamChat`, `call()`',
    of: 'beam-chat',
    beside: 'limit-cork',
  },
  items: { ...ITEMS, says: '`RpcClient`, `subscribe$()`', of: 'rpc-client', beside: 'limit' },
  'rpc-calls': { ...CALLS, says: '`RpcClient`, `call()`', of: 'rpc-client', beside: 'rpc-websockets', target: 1 },
  'rpc-events': { ...EVENTS, says: '`RpcClient`, `events$()`', of: 'rpc-client', beside: 'rpc-websockets', target: 1 },
  'rpc-items': {
    ...ITEMS,
    says: '`RpcClient`, `subscribe$()`',
    of: 'rpc-client-items',
    beside: 'rpc-websockets',
    target: 1,
  },
};
