import { ChatDouble, chatMessage } from 'rx-beam/testing';
import { show, wordsOf } from '../../testing/show';
import { Lines } from '../chat/lines';
import { Outbox } from '../chat/outbox';
import { People } from '../chat/people';
import { PeopleList } from './people-list';

describe('PeopleList', () => {
  it('claims no more than the protocol says', async () => {
    const chat = new ChatDouble({ replies: { history: () => [chatMessage('cid', 'Hello', { user_id: 9 })] } });
    const fixture = await show(PeopleList, chat, { providers: [Lines, Outbox, People] });
    await expect.poll(() => wordsOf(fixture.element.querySelector('h2'))).toBe('Seen here 2');
    const people = [...fixture.element.querySelectorAll('.name')].map(wordsOf);
    expect(people).toEqual(['ada you', 'cid']);
    expect(wordsOf(fixture.element.querySelector('p'))).toContain('does not say who was here before');
  });
});
