import { Socket } from '@mixer/chat-client-websocket';

/** The last client of the service itself, over a WebSocket class of one's choice. */
export const mixer = (WebSocketClass, { urls, path }) => {
  const socket = new Socket(
    WebSocketClass,
    urls.map(url => `${url}/beam${path}`),
  );
  socket.setMaxListeners(0);
  // It reconnects whatever is told of it.
  socket.on('error', () => {});
  return {
    open: () =>
      new Promise(resolve => {
        socket.once('connected', resolve);
        socket.boot();
      }),
    on: (name, listener) => socket.on(name, listener),
    call: (text, done, fail) => socket.call('msg', [text]).then(done, fail),
    pend: text => socket.call('msg', [text]),
    onConnected: told => socket.on('connected', told),
    close: () => socket.close(),
  };
};
