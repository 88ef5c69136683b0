import { switchMap, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { incident } from './incident.js';
import { sendState$ } from './send-state.js';

describe('a message in flight when its server goes down', () => {
  it(
    'is shown as perhaps lost, and not as sent',
    marbles(m => {
      const { chat, steps$ } = incident();
      steps$.subscribe();
      const shown$ = timer(50).pipe(switchMap(() => sendState$(chat, 'hello')));
      m.expect(shown$).toBeObservable('50ms s 28ms (p|)', { s: 'sending', p: 'perhaps lost' });
    }),
  );
});
