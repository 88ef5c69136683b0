import { ConnectionError, type Status } from 'rx-beam';
import { ChatDouble } from 'rx-beam/testing';
import { BehaviorSubject } from 'rxjs';
import { show } from '../../testing/show';
import { Moderation } from '../chat/moderation';
import { Notices } from '../chat/notices';
import { Outbox } from '../chat/outbox';
import { TICKET } from '../visit/ticket';
import { Composer } from './composer';

const fieldOf = async (user: string | undefined, status: Partial<Status>) => {
  const chat = new ChatDouble({ status$: new BehaviorSubject(status) });
  const ticket = { provide: TICKET, useValue: { channel: 42, user } };
  const { element } = await show(Composer, chat, { providers: [Moderation, Notices, Outbox, ticket] });
  const { placeholder, disabled } = element.querySelector('textarea') as HTMLTextAreaElement;
  return { placeholder, disabled };
};

describe('Composer', () => {
  const lastError = new ConnectionError('refused');

  it('takes what a named visitor writes before the first connection', async () =>
    expect(await fieldOf('ada', { state: 'connecting', lastError })).toEqual({
      placeholder: 'Say something for later',
      disabled: false,
    }));

  it('tells who came without a name that they read', async () =>
    expect(await fieldOf(undefined, { state: 'connecting' })).toEqual({
      placeholder: 'You are reading along',
      disabled: true,
    }));

  it('is over with the chat', async () =>
    expect(await fieldOf('ada', { state: 'closed' })).toEqual({ placeholder: 'The chat is closed', disabled: true }));
});
