/** rpc-websockets: JSON-RPC 2.0 calls and notifications. It has one address and no spool. */
import { once } from 'node:events';
import { Client } from 'rpc-websockets';

export const create = ({ urls, path, items }) => {
  const client = new Client(`${urls[0]}/${items ? 'rpc-items' : 'rpc-websockets'}${path}`, { autoconnect: false });
  const names = [];
  return {
    open: async () => {
      const opened = once(client, 'open');
      client.connect();
      await opened;
      if (items) for (const name of names) await client.subscribe(name);
    },
    on: (name, listener) => {
      names.push(name);
      client.on(name, listener);
    },
    call: (text, done, fail) => client.call('msg', [text]).then(done, fail),
    pend: text => client.call('msg', [text]),
    close: () => client.close(),
  };
};
