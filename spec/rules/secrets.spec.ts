import { expect } from 'chai';
import { fromEvent } from 'rxjs';
import type { BeamError, End } from '../../lib/index.js';
import { collectOutput, textOf } from '../chaos/client-output.js';
import { next, onStage } from '../kit/live.js';
import { client, frames, greet, type RawCall, type RawConnection, rawServer, session, turns } from './kit.js';

/** Marked, so that they are found wherever they are. */
const KEY = 'a5ecret-authk3y';
const PASSWORD = 'a5ecret-p4ssword';
const USER = 'a5ecret-us3r';
const MARK = 'a5ecret';

/** Shows what is around the mark, where it is. */
const expectNone = (told: string): void => {
  const at = told.indexOf(MARK);
  expect(at < 0 ? '' : told.slice(Math.max(0, at - 160), at + 60), 'told').to.equal('');
};

describe('the rules of secrets', () => {
  const stage = onStage();

  it('R26: user, password and query of an address are dialled, and reported nowhere', async () => {
    const requests: [url: string | undefined, authorization: string | undefined][] = [];
    const raw = await rawServer(stage, greet);
    raw.server.on('connection', (_, { url, headers }) => requests.push([url, headers.authorization]));
    const withSecrets = (url: string) => `${url.replace('ws://', `ws://${USER}:${PASSWORD}@`)}/?authkey=${KEY}`;
    const gone = withSecrets('ws://127.0.0.1:1');
    const ends: End[] = [];
    const shouldReconnect = (end: End) => ends.push(end) > 0;
    const { socket, chat } = client(stage, [withSecrets(raw.url), gone], { shouldReconnect });
    const ear = collectOutput(chat);
    // As many errors become warnings.
    socket.removeAllListeners('error');
    const warned = next(fromEvent(process, 'warning'), 'warning');
    const failed = next(chat.errors$, 'error');
    chat.boot();
    await session(chat, 1);
    raw.connections[0]?.ws.terminate();
    const error = await failed;
    await session(chat, 2);
    await chat.close();
    const redacted = (url: string) => `${url}/?authkey=…`;
    expect(requests.map(([url]) => new URLSearchParams(url?.slice(2)).get('authkey'))).to.deep.equal([KEY, KEY]);
    const basic = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
    expect(requests.map(([, authorization]) => authorization)).to.deep.equal([basic, basic]);
    const addresses = [redacted(raw.url), redacted('ws://127.0.0.1:1')];
    expect(ends.map(({ address }) => address)).to.deep.equal(addresses);
    expect(error).to.include({ address: addresses[1] });
    expect(error.message).to.include(addresses[1]);
    expect(chat.status.address).to.equal(addresses[0]);
    const told = [ear.output, ...ends.map(textOf), textOf(chat.status), textOf(error), textOf(await warned)].join('\n');
    for (const address of addresses) expect(told).to.include(address);
    expectNone(told);
  });

  it('R26: nor by the AddressError for one that cannot be dialled', () => {
    const address = `http://${USER}:${PASSWORD}@127.0.0.1:1/?authkey=${KEY}`;
    let error: unknown;
    try {
      client(stage, [address]);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).to.include({ name: 'AddressError', address: 'http://127.0.0.1:1/?authkey=…' });
    expectNone(textOf(error));
  });

  /** What encodings escape in different ways. */
  const KEYS = { plain: KEY, special: `${KEY}"a\\b/é=&<` };
  type Repeat = (key: string, call: RawCall, visit: RawConnection) => void;
  const refuse =
    (error: (key: string, call: RawCall) => unknown): Repeat =>
    (key, call, { ws }) =>
      ws.send(frames.reply(call.id, undefined, error(key, call)));
  const repeats: Record<string, Repeat> = {
    'as the id of a reply': (key, _, { ws }) => ws.send(frames.reply(key)),
    'in the id of a reply, as an object': (key, _, { ws }) => ws.send(frames.reply({ key: [key] })),
    'in a close reason': (key, _, { ws }) => ws.close(4000, `no user for ${key}`),
    'in a frame that is no JSON': (key, _, { ws }) => ws.send(`no user for ${key}`),
    'in a frame of an unknown type': (key, _, { ws }) => ws.send(JSON.stringify({ type: 'key', key })),
    'in the text of an error, as JSON': refuse((_, call) => `no user for ${JSON.stringify(call.arguments)}`),
    'in the text of an error, as JSON twice': refuse(key => JSON.stringify(JSON.stringify({ key }))),
    'in the text of an error, as part of a URL': refuse(key => `/users?key=${encodeURIComponent(key)}`),
    'in a list, as the code of an error': refuse(key => ({ code: [key], message: 'no' })),
    'in an object, as the message of an error': refuse(key => ({ code: 4001, message: { key } })),
    'as a name in the message of an error': refuse(key => ({ message: { [key]: { deep: [key] } } })),
  };
  for (const [how, repeat] of Object.entries(repeats)) {
    for (const [what, key] of Object.entries(KEYS)) {
      it(`R26: a ${what} key is not told when the server repeats it ${how}`, async () => {
        const answer = (call: RawCall, visit: RawConnection) => {
          if (call.method === 'auth') repeat(key, call, visit);
        };
        const raw = await rawServer(stage, greet, answer);
        const options = { auth: [42, 7, key] as const, random: () => 0.9, backoff: { initial: 60_000, max: 60_000 } };
        const { socket, chat } = client(stage, [raw.url], options);
        const ear = collectOutput(chat);
        const errors: BeamError[] = [];
        chat.errors$.subscribe(error => errors.push(error));
        socket.removeAllListeners('error');
        const warned = next(fromEvent(process, 'warning'), 'warning');
        const failed = next(chat.errors$, 'error');
        chat.boot();
        await failed;
        await turns();
        const told = [ear.output, textOf(chat.status), ...errors.map(textOf), textOf(await warned)].join('\n');
        // It was sent, and something was said.
        expect(raw.calls.map(({ arguments: [, , sent] }) => sent)).to.deep.equal([key]);
        expect(errors.length).to.be.at.least(1);
        expectNone(told);
      });
    }
  }
});
