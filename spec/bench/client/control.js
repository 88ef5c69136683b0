import { once } from 'node:events';
import { connect } from 'node:net';

/** The control connection, on which a work requests events, silence or a crash from the server. */
export const openControl = async port => {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  socket.setEncoding('utf8');
  let text = '';
  const waiting = [];
  socket.on('data', chunk => {
    const lines = (text + chunk).split('\n');
    text = lines.pop();
    for (const line of lines) waiting.shift()(JSON.parse(line));
  });
  return {
    ask: (what, facts = {}) =>
      new Promise((resolve, reject) => {
        waiting.push(({ answer, error }) => (error === undefined ? resolve(answer) : reject(new Error(error))));
        socket.write(`${JSON.stringify({ what, ...facts })}\n`);
      }),
    close: () => socket.destroy(),
  };
};
