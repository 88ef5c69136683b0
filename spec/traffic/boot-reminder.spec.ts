import { expect } from 'chai';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import { methodPacket } from '../../lib/beam/codec.js';
import { Replies } from '../../lib/protocol/replies.js';
import { Secrets } from '../../lib/text/secrets.js';
import { Call, type CallSettings } from '../../lib/traffic/call.js';
import { Calls } from '../../lib/traffic/calls.js';
import { NO_LIMITS, SETTINGS, SPOOL } from '../kit/session-kit/calls.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';

/** The calls of a client that was not booted, and when it warns of what. */
const stage = (m: Context) => {
  const replies = new Replies();
  const warnings: [at: number, message: string][] = [];
  const warn = (message: string) => void warnings.push([m.scheduler.now(), message]);
  const calls = new Calls(
    { packet: methodPacket, replies, secrets: new Secrets(), warn, protocol: {}, reporter: { report: () => {} } },
    { ...NO_LIMITS, spool: SPOOL },
  );
  let ids = 0;
  const make = (settings: Partial<CallSettings> = {}): Call => {
    const resolvers = { resolve: () => {}, reject: () => {} };
    const call = new Call(ids++, 'msg', '[]', { ...SETTINGS, ...settings }, resolvers, calls.unsettled);
    calls.submit(call);
    return call;
  };
  const at = (ms: number, act: () => void) => m.scheduler.schedule(act, ms);
  return { calls, make, at, warnings, session: new FakeSession(replies) };
};

describe('BootReminder', () => {
  it(
    'R12: warns when a call has waited for 5 s, and boot() was never called',
    marbles(m => {
      const { make, at, warnings } = stage(m);
      at(100, () => make());
      m.flush();
      expect(warnings.map(([when]) => when)).to.deep.equal([5_100]);
      expect(warnings[0]?.[1]).to.match(/boot\(\).*: 1$/);
    }),
  );

  it(
    'R12: warns once of several, and says how many wait then, those of the set-up too',
    marbles(m => {
      const { make, at, warnings } = stage(m);
      make();
      at(4_000, () => make());
      at(4_500, () => make({ whenDown: 'set-up' }));
      m.flush();
      expect(warnings.map(([when]) => when)).to.deep.equal([5_000]);
      expect(warnings[0]?.[1]).to.match(/boot\(\).*: 3$/);
    }),
  );

  it(
    'R12: warns of nothing once boot() was called, then or later',
    marbles(m => {
      const { calls, make, at, warnings } = stage(m);
      make();
      at(4_999, () => calls.accept());
      at(5_500, () => make());
      m.flush();
      expect(warnings).to.deep.equal([]);
      expect(m.scheduler.actions).to.deep.equal([]);
    }),
  );

  it(
    'R27: warns of nothing, and leaves no timer, when close() comes before boot()',
    marbles(m => {
      const { calls, make, warnings } = stage(m);
      make();
      calls.closeAll();
      make();
      expect(m.scheduler.actions).to.deep.equal([]);
      m.flush();
      expect(warnings).to.deep.equal([]);
    }),
  );

  it(
    'R27: leaves no timer when the calls that waited are cancelled; a later one begins the time anew',
    marbles(m => {
      const { calls, make, at, warnings } = stage(m);
      const first = make();
      at(4_000, () => {
        calls.unsettled.cancel(first);
        expect(m.scheduler.actions.length, 'timers left').to.equal(1);
      });
      at(6_000, () => make());
      m.flush();
      expect(warnings.map(([when]) => when)).to.deep.equal([11_000]);
    }),
  );
});
