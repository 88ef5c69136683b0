/** BeamChat: events$ and call(). */
import { adapterFor, addressesFrom, load, optionsFrom } from '../client/beam-chat.js';

const { BeamChat } = await load('index.js');

export const create = options => {
  const chat = new BeamChat(addressesFrom(options), optionsFrom(options));
  const pend = text => chat.call('msg', [text]);
  return adapterFor(chat, (text, done, fail) => pend(text).then(done, fail), pend);
};
