/** socket.io-client over WebSocket alone; a call is an event with an acknowledgement. It has one address. */
import { io } from 'socket.io-client';

export const create = ({ urls }) => {
  const socket = io(urls[0], { transports: ['websocket'], autoConnect: false, forceNew: true });
  return {
    open: () =>
      new Promise(resolve => {
        socket.once('connect', resolve);
        socket.connect();
      }),
    on: (name, listener) => socket.on(name, listener),
    call: (text, done, fail) => socket.timeout(20_000).emitWithAck('msg', text).then(done, fail),
    pend: text => socket.timeout(20_000).emitWithAck('msg', text),
    close: () => socket.disconnect(),
  };
};
