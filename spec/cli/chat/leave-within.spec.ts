import { expect } from 'chai';
import { NEVER, of } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type Ending, leaveWithin } from '../../../lib/cli/chat/leave-within.js';
import type { CloseOptions, Status } from '../../../lib/index.js';

const CONNECTING = { state: 'connecting' } as Status;
const CONNECTED = { state: 'connected' } as Status;

describe('leaveWithin', () => {
  const leaving = (parts: Partial<Ending>, now: () => number) => {
    const left: [number, CloseOptions][] = [];
    const leave = (options: CloseOptions) => {
      left.push([now(), options]);
      return Promise.resolve();
    };
    const ending = { status$: of(CONNECTED), answered$: of(0), needsConnection: true, leave, ...parts };
    leaveWithin(2_000, ending).subscribe();
    return left;
  };

  it(
    'closes the client at once if all is answered, with all the time for its calls',
    marbles(m => {
      expect(leaving({}, () => m.scheduler.now())).to.deep.equal([[0, { drain: 2_000 }]]);
      m.flush();
    }),
  );

  it(
    'gives the calls the time that the wait for answers and for a connection left',
    marbles(m => {
      const now = () => m.scheduler.now();
      const status$ = m.cold('a 299ms b', { a: CONNECTING, b: CONNECTED });
      const asking = leaving({ answered$: m.cold('500ms a') }, now);
      const dialling = leaving({ status$ }, now);
      const inVain = leaving({ answered$: NEVER }, now);
      m.flush();
      expect(asking).to.deep.equal([[500, { drain: 1_500 }]]);
      expect(dialling).to.deep.equal([[300, { drain: 1_700 }]]);
      expect(inVain).to.deep.equal([[2_000, { drain: 0 }]]);
    }),
  );

  it(
    'waits for no connection that nothing needs',
    marbles(m => {
      const left = leaving({ status$: of(CONNECTING), needsConnection: false }, () => m.scheduler.now());
      expect(left).to.deep.equal([[0, { drain: 2_000 }]]);
      m.flush();
    }),
  );
});
