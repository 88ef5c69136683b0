/** BeamSocket, the EventEmitter. */
import { adapterFor, addressesFrom, load, optionsFrom } from '../client/beam-chat.js';

const { BeamSocket } = await load('emitter/ws-entry.js');

export const create = options => {
  const socket = new BeamSocket(addressesFrom(options), optionsFrom(options));
  socket.setMaxListeners(0);
  socket.on('error', () => {});
  const pend = text => socket.call('msg', [text]);
  const adapter = adapterFor(socket.chat, (text, done, fail) => pend(text).then(done, fail), pend);
  return { ...adapter, on: (name, listener) => socket.on(name, listener) };
};
