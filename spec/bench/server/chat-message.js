const SIZE = 600;

/** A ChatMessage whose `user_id` is its number, padded so that the JSON of its event has 600 bytes. */
export const chatMessage = number => {
  const words = 'so many words about so little, and all of them typed by hand '.repeat(10);
  const message = text => ({
    channel: 42,
    id: '5f1b2c30-0001-11e9-8000-0242ac120002',
    user_name: 'ada',
    user_id: number,
    user_roles: ['Mod', 'User'],
    user_level: 12,
    user_avatar: null,
    message: {
      message: [
        { type: 'text', data: text, text },
        { type: 'tag', text: '@Bob', username: 'bob', id: 8 },
        { type: 'link', url: 'https://example.org', text: 'example.org' },
      ],
      meta: {},
    },
  });
  const spare = SIZE - JSON.stringify({ type: 'event', event: 'ChatMessage', data: message('') }).length;
  return message(words.slice(0, Math.floor(spare / 2)));
};
