/** rpc-websockets: JSON-RPC 2.0 calls and notifications. It has one address and no spool. */
import { once } from 'node:events';
import { Client } from 'rpc-websockets';

export const create = ({ urls, path }) => {
  const client = new Client(`${urls[0]}/rpc-websockets${path}`, { autoconnect: false });
  return {
    open: () => {
      const opened = once(client, 'open');
      client.connect();
      return opened;
    },
    on: (name, listener) => client.on(name, listener),
    call: (text, done, fail) => client.call('msg', [text]).then(done, fail),
    pend: text => client.call('msg', [text]),
    close: () => client.close(),
  };
};
