import { ChatDouble } from 'rx-beam/testing';
import { said } from '../../testing/said';
import { show, wordsOf } from '../../testing/show';
import { MessageRow } from './message-row';

const row = (inputs: Record<string, unknown>) =>
  show(MessageRow, new ChatDouble(), { inputs: { follows: false, isOpen: false, ...inputs } });

describe('MessageRow', () => {
  it('marks what we wrote', async () => {
    const mine = await row({ message: said('mine') });
    expect(mine.element.classList).toContain('mine');
    expect(wordsOf(mine.element.querySelector('.head'))).toContain('you');
  });

  it('does not mark what others wrote', async () => {
    const other = await row({ message: said('theirs', 'bob', 8) });
    expect(other.element.classList).not.toContain('mine');
    expect(wordsOf(other.element.querySelector('.head'))).not.toContain('you');
  });

  it('has its time, if that is known', async () => {
    const at = Date.parse('2020-07-22T10:00:00Z');
    const { element, componentRef, changeDetectorRef } = await row({ message: said('a'), at });
    expect(element.querySelector('time')?.dateTime).toBe('2020-07-22T10:00:00.000Z');
    expect(wordsOf(element.querySelector('time'))).toContain('2020');
    componentRef.setInput('at', undefined);
    changeDetectorRef.detectChanges();
    expect(element.querySelector('time')).toBeNull();
  });

  it('stops the Tab key if it is the active one of the list', async () => {
    const { element, componentRef, changeDetectorRef } = await row({ message: said('a'), isActive: false });
    const button = element.querySelector('.more');
    expect(button?.getAttribute('tabindex')).toBe('-1');
    componentRef.setInput('isActive', true);
    changeDetectorRef.detectChanges();
    expect(button?.getAttribute('tabindex')).toBe('0');
  });
});
