import { type Status, stats } from 'rx-beam';
import { ChatDouble } from 'rx-beam/testing';
import { BehaviorSubject, NEVER } from 'rxjs';
import { show, wordsOf } from '../../testing/show';
import { Notices } from '../chat/notices';
import { InsidePanel } from './inside-panel';

describe('InsidePanel', () => {
  const figure = (element: HTMLElement, name: string) =>
    wordsOf([...element.querySelectorAll('dl.wide div')].find(each => wordsOf(each).startsWith(name)) ?? null);

  it('follows the client', async () => {
    const status$ = new BehaviorSubject<Partial<Status>>({ state: 'connected' });
    const chat = new ChatDouble({ status$, replies: { msg: NEVER } });
    const fixture = await show(InsidePanel, chat, { providers: [Notices] });
    expect(figure(fixture.element, 'State')).toBe('State connected');
    expect(figure(fixture.element, 'Calls in flight')).toBe('Calls in flight 0');
    chat.call$('msg', ['Hello']).subscribe();
    expect(stats(chat).calls.inFlight).toBe(1);
    await expect.poll(() => figure(fixture.element, 'Calls in flight')).toBe('Calls in flight 1');
    status$.next({ state: 'reconnecting' });
    await fixture.whenStable();
    expect(figure(fixture.element, 'State')).toBe('State reconnecting');
  });

  it('traces only when it is asked to', async () => {
    const status$ = new BehaviorSubject<Partial<Status>>({ state: 'connected' });
    const fixture = await show(InsidePanel, new ChatDouble({ status$ }), { providers: [Notices] });
    const button = fixture.element.querySelector<HTMLElement>('[aria-controls=trace]');
    expect(fixture.element.querySelector('app-trace-log')).toBeNull();
    button?.click();
    await fixture.whenStable();
    status$.next({ state: 'reconnecting' });
    await fixture.whenStable();
    expect(wordsOf(fixture.element.querySelector('app-trace-log'))).toContain('status: reconnecting');
    button?.click();
    await fixture.whenStable();
    expect(fixture.element.querySelector('app-trace-log')).toBeNull();
  });
});
