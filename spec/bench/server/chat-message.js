const SIZE = 600;

/**
 * A ChatMessage whose `user_id` is its number, padded so that its event has 600 bytes.
 *
 * @param {number} envelope the bytes that the protocol puts around the data of an event
 */
export const chatMessage = (number, envelope) => {
  const words = 'so many words about so little, and all of them typed by hand '.repeat(10);
  const message = (data, text) => ({
    channel: 42,
    id: '5f1b2c30-0001-11e9-8000-0242ac120002',
    user_name: 'ada',
    user_id: number,
    user_roles: ['Mod', 'User'],
    user_level: 12,
    user_avatar: null,
    message: {
      message: [
        { type: 'text', data, text },
        { type: 'tag', text: '@Bob', username: 'bob', id: 8 },
        { type: 'link', url: 'https://example.org', text: 'example.org' },
      ],
      meta: {},
    },
  });
  const spare = SIZE - envelope - JSON.stringify(message('', '')).length;
  return message(words.slice(0, Math.ceil(spare / 2)), words.slice(0, Math.floor(spare / 2)));
};
