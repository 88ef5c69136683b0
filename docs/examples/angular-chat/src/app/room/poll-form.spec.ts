import { ChatDouble } from 'rx-beam/testing';
import { firstValueFrom } from 'rxjs';
import { show, wordsOf } from '../../testing/show';
import { Notices } from '../chat/notices';
import { Polls } from '../chat/polls';
import { PollForm } from './poll-form';

const formFor = async (chat: ChatDouble) => {
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.close ??= () => {};
  const fixture = await show(PollForm, chat, { providers: [Notices, Polls] });
  const field = (name: string) => fixture.element.querySelector(`[name=${name}]`) as HTMLInputElement;
  const send = async () => {
    fixture.element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await fixture.whenStable();
  };
  return { field, send, why: () => wordsOf(fixture.element.querySelector('[role=alert]')) };
};

describe('PollForm', () => {
  it('says what is missing, beside the field', async () => {
    const { field, send, why } = await formFor(new ChatDouble());
    await send();
    expect([why(), field('question').getAttribute('aria-invalid')]).toEqual(['Write a question.', 'true']);
    field('question').value = 'Which?';
    await send();
    expect([why(), field('answers').getAttribute('aria-invalid')]).toEqual([
      'Write at least two answers, one on each line.',
      'true',
    ]);
  });

  it('keeps what was typed when it is refused, and says why in words', async () => {
    const replies = {
      'vote:start': () => {
        throw 'A poll is already running.';
      },
    };
    const { field, send, why } = await formFor(new ChatDouble({ replies }));
    field('question').value = 'Which?';
    field('answers').value = 'tea\ncoffee';
    await send();
    await expect.poll(why).toBe('A poll is running already. This one can start when that is over.');
    expect([field('question').value, field('answers').value]).toEqual(['Which?', 'tea\ncoffee']);
  });

  it('is empty again when the poll has started', async () => {
    const chat = new ChatDouble({ replies: { 'vote:start': () => 'Poll started.' } });
    const { field, send, why } = await formFor(chat);
    field('question').value = ' Which? ';
    field('answers').value = 'tea\n\n coffee';
    await send();
    expect((await firstValueFrom(chat.calls$)).args).toEqual(['Which?', ['tea', 'coffee'], 60]);
    await expect.poll(() => field('question').value).toBe('');
    expect(why()).toBe('');
  });
});
