/** BeamChat: call$(), subscribed to without a Promise. */
import { adapterFor, addressesFrom, load, optionsFrom } from '../client/beam-chat.js';

const { BeamChat } = await load('index.js');

export const create = options => {
  const chat = new BeamChat(addressesFrom(options), optionsFrom(options));
  const noop = () => {};
  return adapterFor(
    chat,
    (text, next, error) => chat.call$('msg', [text]).subscribe({ next, error }),
    text => chat.call$('msg', [text]).subscribe(noop),
  );
};
