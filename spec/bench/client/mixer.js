import { Socket } from '@mixer/chat-client-websocket';

/** The adapter of the service's own last client, for a given WebSocket class. */
export const mixer = (WebSocketClass, { urls, path }) => {
  const socket = new Socket(
    WebSocketClass,
    urls.map(url => `${url}/beam${path}`),
  );
  socket.setMaxListeners(0);
  // It reconnects by itself; without a listener, `error` would throw.
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
    onConnected: listener => socket.on('connected', listener),
    close: () => socket.close(),
  };
};
