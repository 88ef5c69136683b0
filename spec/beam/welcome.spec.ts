import { expect } from 'chai';
import { tap } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { isWelcome, welcomed } from '../../lib/beam/welcome.js';
import { EventsByName } from '../../lib/protocol/events-by-name.js';
import { play } from '../kit/session-kit/play.js';

describe('isWelcome', () => {
  it('R44: the event of that name, and nothing else', () => {
    expect(isWelcome({ type: 'event', event: 'WelcomeEvent' })).to.equal(true);
    expect([{ type: 'event', event: 'x' }, { type: 'x', event: 'WelcomeEvent' }, []].some(isWelcome)).to.equal(false);
  });
});

describe('welcomed', () => {
  const asked: string[] = [];
  beforeEach(() => void asked.splice(0));

  it(
    'R2: completes on the first WelcomeEvent, and unsubscribes',
    marbles(m => {
      const welcome$ = m.hot('--w--w--');
      const subs = '          ^-!     ';
      const expected = '      --|     ';
      const events = { on: (name: string) => welcome$.pipe(tap({ subscribe: () => asked.push(name) })) };
      m.expect(welcomed(events, true)).toBeObservable(expected);
      m.expect(welcome$).toHaveSubscriptions(subs);
      m.flush();
      expect(asked).to.deep.equal(['WelcomeEvent']);
    }),
  );

  it(
    'R2: waits without a limit of its own, until it is unsubscribed',
    marbles(m => {
      const welcome$ = m.hot('------');
      const subs = '          ^---!';
      const expected = '      -----';
      m.expect(welcomed({ on: () => welcome$ }, true), subs).toBeObservable(expected);
      m.expect(welcome$).toHaveSubscriptions(subs);
    }),
  );

  it(
    'completes and errors with the events',
    marbles(m => {
      m.expect(welcomed({ on: () => m.cold('--|') }, true)).toBeObservable('--|');
      m.expect(welcomed({ on: () => m.cold('--#') }, true)).toBeObservable('--#');
    }),
  );

  it(
    'ancestor 11: other events before it do not count',
    marbles(m => {
      const events = new EventsByName();
      const emit = (event: string) => () => events.emit(event, {});
      m.expect(welcomed(events, true)).toBeObservable('-----|');
      play(m, '                                        -a-b-w', {
        a: emit('ChatMessage'),
        b: emit('welcomeEvent'),
        w: emit('WelcomeEvent'),
      });
    }),
  );

  it(
    'R2: completes at once with welcome: false, without subscribing',
    marbles(m => {
      const welcome$ = m.hot('--w');
      m.expect(welcomed({ on: () => welcome$ }, false)).toBeObservable('|');
      m.expect(welcome$).toHaveSubscriptions([]);
    }),
  );
});
