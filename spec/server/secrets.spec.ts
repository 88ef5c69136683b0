import { expect } from 'chai';
import { ChatServer } from '../../lib/server/index.js';
import { stage } from './raw-client.js';

const KEY = 'S3CRET-KEY';

describe('the errors of a server', () => {
  const { listen, connect } = stage();

  it('R26: quote no authkey and no access key over the socket', async () => {
    const client = await connect(await listen({ channels: [{ id: 1, accessKey: KEY }, { id: 2 }] }));
    const calls: [string, ...unknown[]][] = [
      ['auth', 2, 7, KEY],
      ['auth', 2, null, KEY],
      ['auth', KEY, 7, 2],
      ['auth', 2, { key: KEY }, KEY],
      ['auth', 1, null, null, `${KEY}?`],
      ['ath', 2, 7, KEY],
      ['msg', KEY],
    ];
    for (const [method, ...args] of calls) {
      const { error } = await client.call(method, ...args);
      expect(error, method).not.to.equal(null);
      expect(JSON.stringify(error), method).not.to.include(KEY);
    }
    for (const frame of [`{"authkey":"${KEY}"`, `{"type":"method","method":"auth","arguments":"${KEY}"}`, `"${KEY}"`]) {
      client.send(frame);
      const { error } = await client.take(({ type }) => type === 'reply');
      expect(JSON.stringify(error)).not.to.include(KEY);
    }
  });

  it('R26: quote no access key of the options', async () => {
    const wrong = [
      { channels: [{ id: 0, accessKey: KEY }] },
      { channels: [{ id: 1, accessKey: { key: KEY } }] },
      { channels: [{ id: 1, accessKey: KEY, bogus: KEY }] },
      { channels: [{ id: 1, accessKey: KEY }, { id: 1 }] },
      { channels: { accessKey: KEY } },
      { authkeys: KEY },
      { origins: [`https://${KEY}@a.example`] },
    ];
    for (const options of wrong) {
      const failure = await ChatServer.listen(options as object).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(TypeError);
      expect(String(failure)).not.to.include(KEY);
    }
  });
});
