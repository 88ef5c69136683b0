/** The limit with the waits of BeamChat before a dial, connected when the server has welcomed it. */
import WebSocket from 'ws';

export const create = ({ urls, path, initial = 500, chance = 0 }) => {
  let at = -1;
  let socket;
  let connected = () => {};
  let isClosed = false;
  const dial = opened => {
    at = (at + 1) % urls.length;
    socket = new WebSocket(`${urls[at]}/beam${path}`);
    socket.on('error', () => {});
    socket.once('message', data => {
      JSON.parse(data.toString());
      opened?.();
      connected();
    });
    socket.on('close', () => isClosed || setTimeout(dial, Math.floor(initial * chance)));
  };
  return {
    open: () => new Promise(dial),
    onConnected: listener => {
      connected = listener;
    },
    close: () => {
      isClosed = true;
      socket.terminate();
    },
  };
};
