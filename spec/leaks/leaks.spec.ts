import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Stage } from '../kit/live.js';
import type { Left } from './measure.js';

const run = promisify(execFile);
const SCRIPT = new URL('scenarios.ts', import.meta.url).pathname;
/** How long a process may take to exit by itself, in ms. */
const TIMEOUT_MS = 120_000;
/** How many processes run at a time. */
const PARALLEL = 2;
const KIB = 1024;
/**
 * Bytes of heap that may be left after 10 000 calls, or after 1 000 rounds. A leaked call would leave at least 50 bytes,
 * a leaked connection or subscription some hundreds. This is twice the error of the measurement.
 */
const TOLERANCE = 128 * KIB;
/** How many handles may exist between two connections: a socket, its handshake, a wait. Their names depend on the runtime. */
const MAX_HANDLES_WHILE_RECONNECTING = 4;

const SCENARIOS: Readonly<Record<string, string>> = {
  reconnects: 'R3, R27: 1 000 reconnects',
  calls: 'R27: 10 000 calls',
  'noReply calls': 'R22, R27: 10 000 noReply calls',
  'call$ unsubscribed': 'R16, R27: 10 000 subscriptions of call$ that are unsubscribed before the reply',
  'calls that time out': 'R15, R27: 10 000 calls that time out',
  'calls with one signal': 'R16, R27: 10 000 calls with one AbortSignal, which keeps no listener,',
  'spooled calls cancelled': 'R16, R27: 10 000 spooled calls that are cancelled, with one AbortSignal,',
  'events$ subscribed': 'R20, R27: 1 000 subscriptions of events$, each to another name,',
  'status$ and the other streams subscribed': 'R27: 1 000 subscriptions of each other stream',
  'BeamSocket on and off': 'R27: 1 000 rounds of on and off at the bridge',
  'boot and close': 'R27: 1 000 rounds of boot and close, each with a session,',
  'boot and close at once': 'R27: 1 000 rounds of boot and close, while dialling,',
  'new clients': 'R27: 300 clients, each with a session and a call,',
  'a leak': '',
  'a timer': '',
};

describe('after a scenario', function () {
  this.timeout(TIMEOUT_MS);
  const stage = new Stage();
  const ended = new Map<string, Promise<Left>>();

  /** Runs a scenario in its own process, which must exit by itself. */
  const runScenario = async (name: string): Promise<Left> => {
    const flags = ['--expose-gc', '--import=tsx/esm', '--conditions=rx-beam-source'];
    const [steady, closing] = [stage.server.endpoints.slice(0, 2), stage.server.endpoints.slice(2)];
    const endpoints = name === 'reconnects' ? closing : steady;
    const { stdout } = await run(process.execPath, [...flags, SCRIPT, name], {
      env: { ...process.env, NODE_OPTIONS: '', ENDPOINTS: endpoints.join(' ') },
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    return JSON.parse(stdout) as Left;
  };

  before(async () => {
    await stage.open({ endpoints: 4 });
    for (const at of [2, 3]) await stage.server.endpoint(at).fault('closeAfterWelcome');
    const lanes: Promise<unknown>[] = Array.from({ length: PARALLEL }, () => Promise.resolve());
    for (const [at, name] of Object.keys(SCENARIOS).entries()) {
      const lane = at % PARALLEL;
      const result = (lanes[lane] as Promise<unknown>).then(() => runScenario(name));
      ended.set(name, result);
      lanes[lane] = result.catch(() => {});
    }
  });
  after(() => stage.close());

  const leftOf = (name: string): Promise<Left> => ended.get(name) as Promise<Left>;

  for (const [name, title] of Object.entries(SCENARIOS).filter(([, each]) => each !== '')) {
    it(`${title} leave the heap and the handles as they were, and the process ends`, async () => {
      const { heap, handles } = await leftOf(name);
      if (name === 'reconnects')
        expect(handles.length, handles.join(' ')).to.be.at.most(MAX_HANDLES_WHILE_RECONNECTING);
      else expect(handles).to.deep.equal([]);
      expect(heap, `${name}: bytes`).to.be.below(TOLERANCE);
    });
  }

  it('R27: a leak of 1 000 small objects is found', async () => {
    expect((await leftOf('a leak')).heap).to.be.above(TOLERANCE);
  });

  it('R27: a timer that is left is found', async () => {
    expect((await leftOf('a timer')).handles).to.include('Timeout');
  });
});
