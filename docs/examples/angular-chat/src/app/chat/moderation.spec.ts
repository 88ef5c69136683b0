import { TestBed } from '@angular/core/testing';
import { BEAM_CHAT } from 'rx-beam/angular';
import { ChatDouble } from 'rx-beam/testing';
import { firstValueFrom, map, take, toArray } from 'rxjs';
import { Moderation } from './moderation';
import { Notices } from './notices';

const moderating = (chat: ChatDouble): Moderation => {
  TestBed.configureTestingModule({ providers: [{ provide: BEAM_CHAT, useValue: chat }, Moderation, Notices] });
  return TestBed.inject(Moderation);
};
const notice = () => TestBed.inject(Notices).present();

describe('Moderation', () => {
  it('calls what the server has for it, now or not at all', async () => {
    const replies = {
      timeout: () => 'Done.',
      purge: () => undefined,
      deleteMessage: () => 'Done.',
      clearMessages: () => 'Done.',
    };
    const chat = new ChatDouble({ replies });
    const moderation = moderating(chat);
    moderation.timeout('bob', '60s');
    moderation.purge('bob');
    moderation.delete('id');
    moderation.clear();
    const calls$ = chat.calls$.pipe(
      take(4),
      map(({ method, args, options }) => [method, args, options?.force]),
      toArray(),
    );
    expect(await firstValueFrom(calls$)).toEqual([
      ['timeout', ['bob', '60s'], true],
      ['purge', ['bob'], true],
      ['deleteMessage', ['id'], true],
      ['clearMessages', [], true],
    ]);
  });

  it('says what the server says of it', async () => {
    moderating(new ChatDouble({ replies: { timeout: () => 'bob has been timed out.' } })).timeout('bob', '60s');
    await expect.poll(notice).toBe('bob has been timed out.');
  });

  it('says why it was refused', async () => {
    const replies = {
      clearMessages: () => {
        throw 'UACCESS';
      },
    };
    moderating(new ChatDouble({ replies })).clear();
    await expect.poll(notice).toBe('You may not do that.');
  });
});
