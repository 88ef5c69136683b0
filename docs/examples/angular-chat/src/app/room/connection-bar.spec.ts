import type { Status } from 'rx-beam';
import { ChatDouble } from 'rx-beam/testing';
import { BehaviorSubject } from 'rxjs';
import { show, wordsOf } from '../../testing/show';
import { TryNow } from '../chat/try-now';
import { ConnectionBar } from './connection-bar';

describe('ConnectionBar', () => {
  it('is not there while all is well, and says so to screen readers only', async () => {
    const { element } = await show(ConnectionBar, new ChatDouble(), { providers: [TryNow] });
    expect(element.querySelector('div')).toBeNull();
    expect(wordsOf(element.querySelector('[role=status]'))).toBe('Connected.');
  });

  it('has a button to try now, for as long as there is a wait', async () => {
    const waiting: Partial<Status> = { state: 'reconnecting', retryAt: Date.now() + 60_000 };
    const status$ = new BehaviorSubject(waiting);
    const fixture = await show(ConnectionBar, new ChatDouble({ status$ }), { providers: [TryNow] });
    const tryNow = fixture.componentRef.injector.get(TryNow);
    let asked = 0;
    tryNow.wake$.subscribe(() => {
      asked += 1;
    });
    const button = () => fixture.element.querySelector('button');
    button()?.click();
    expect(asked).toBe(1);
    expect(wordsOf(fixture.element.querySelector('div'))).toMatch(
      /^The connection was lost. Next try in \d+ s Try now$/,
    );
    status$.next({ state: 'reconnecting' });
    await fixture.whenStable();
    expect(button()).toBeNull();
    expect(wordsOf(fixture.element.querySelector('div'))).toBe('Reconnecting …');
  });
});
