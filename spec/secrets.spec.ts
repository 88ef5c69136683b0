import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join as path } from 'node:path';
import { expect } from 'chai';
import { filter, fromEvent, of, take, toArray } from 'rxjs';
import { AuthenticationFailedError, BeamChat, type BeamChatOptions, type Join } from '../lib/index.js';
import { BeamSocket } from '../lib/ws.js';
import { collectOutput, textOf } from './chaos/client-output.js';
import { type AuthCall, EchoingServer } from './chaos/echoing-server.js';
import { freshSeed } from './chaos/prng.js';
import { ROOT } from './kit/consumer.js';
import { next, rejection } from './kit/live.js';

/** Strings that occur nowhere else, so that a search for them finds a leak. */
const AUTHKEY = 'a5ecret-authk3y';
const ACCESS_KEY = 'a5ecret-acce55key';
const CHILD_TIME = 60_000;

/** Fails if the output contains one of the keys, and shows the text around it. */
const expectNoKey = (output: string): void => {
  for (const key of [AUTHKEY, ACCESS_KEY]) {
    const at = output.indexOf(key);
    expect(at < 0 ? '' : output.slice(Math.max(0, at - 160), at + 60), 'output').to.equal('');
  }
};

/** The client dials the first address first, and every wait is 0 ms. */
const FIRST_ADDRESS: BeamChatOptions = { random: () => 0 };
const REPLY = { endpoints: ['ws://127.0.0.1:1'], authkey: AUTHKEY, user: { id: 7 } };

describe('R26: keys', function () {
  this.timeout(10_000);
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });
  const closeAfter = <T extends { close(): Promise<void> }>(closable: T): T => {
    opened.push(closable);
    return closable;
  };
  const serverUrl = async (onAuth: (call: AuthCall) => void) => closeAfter(await EchoingServer.listen(onAuth)).url;

  it('are not in the output of the demo and of chaos, although the client sends them', async function () {
    this.timeout(CHILD_TIME);
    const keys = new Set<string>();
    let sent = '';
    let output = '';
    const execArgv = ['--import', 'tsx/esm', '--conditions=rx-beam-source'];
    const seed = freshSeed();
    const child = fork(path(ROOT, 'spec/chaos/log-everything.ts'), [String(seed)], {
      cwd: ROOT,
      execArgv,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      timeout: CHILD_TIME / 2,
    });
    child.on('message', (message: { given?: string[]; sent?: string }) => {
      for (const key of message.given ?? []) keys.add(key);
      sent += message.sent ?? '';
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const [code] = await once(child, 'close');
    expect(code, `seed ${seed}\n${output.slice(-2000)}`).to.equal(0);
    expect(output).to.include('everything happened').and.to.include('reconnecting').and.to.include('Error: ');
    const leaked = [...keys].filter(key => output.includes(key));
    // How many keys there are depends on chance and on the load of the machine, but there are always some.
    expect(keys.size, 'keys given').to.be.greaterThan(2);
    expect([...keys].filter(key => sent.includes(key)).length, 'keys found in the sent packets').to.be.greaterThan(0);
    expect(leaked, `seed ${seed}`).to.deep.equal([]);
  });

  const echoes: Readonly<Record<string, (call: AuthCall) => void>> = {
    'a text': ({ args, refuse }) => refuse(`no user for ${args.join()}`),
    'a message': ({ args, refuse }) => refuse({ code: 'UNOTFOUND', message: `no user for ${args.join()}` }),
    'a code': ({ args, refuse }) => refuse({ code: args.join(), message: 'no' }),
    'more than code and message': ({ args, refuse }) => refuse({ code: 4001, message: 'no', details: { args } }),
  };
  for (const [what, onAuth] of Object.entries(echoes)) {
    it(`are not disclosed when a server repeats them in the refusal of a re-authentication: ${what}`, async () => {
      const url = await serverUrl(onAuth);
      const chat = closeAfter(new BeamChat([url], { ...FIRST_ADDRESS, auth: () => [42, 7, AUTHKEY, ACCESS_KEY] }));
      const collected = collectOutput(chat);
      const refused = next(chat.errors$.pipe(filter(error => error instanceof AuthenticationFailedError)));
      const pending = rejection(chat.boot().call('msg', ['hello']));
      collected.output += textOf(await refused) + textOf(await pending) + textOf(chat.status);
      expectNoKey(collected.output);
    });

    it(`are not in the message or stack that auth() is rejected with: ${what}`, async () => {
      const chat = closeAfter(new BeamChat([await serverUrl(onAuth)], FIRST_ADDRESS).boot());
      const collected = collectOutput(chat);
      const error = (await rejection(chat.auth(42, 7, AUTHKEY, ACCESS_KEY))) as Error;
      // Its field `error` is the server's error exactly as sent, so it may have the key: only the caller gets it.
      expectNoKey([error.message, error.stack, String(error), collected.output, textOf(chat.status)].join('\n'));
    });
  }

  it('are not disclosed when a server repeats them in a 4006', async () => {
    const url = await serverUrl(({ args, refuse }) => refuse({ code: 4006, message: `cannot look up ${args.join()}` }));
    const chat = closeAfter(new BeamChat([url], { ...FIRST_ADDRESS, auth: [42, 7, AUTHKEY, ACCESS_KEY] }));
    const collected = collectOutput(chat);
    const again = next(chat.reconnecting$);
    chat.boot();
    collected.output += textOf(await again) + textOf(chat.status);
    expectNoKey(collected.output);
  });

  it('are not disclosed when a server repeats them in the reason of its close', async () => {
    const url = await serverUrl(({ args, close }) => close(`no user for ${args.join()}`));
    const chat = closeAfter(new BeamChat([url], { ...FIRST_ADDRESS, auth: [42, 7, AUTHKEY] }));
    let output = '';
    chat.errors$.subscribe(({ message, stack }) => {
      output += message + stack;
    });
    const again = next(chat.reconnecting$);
    chat.boot();
    output += String((await again).cause);
    expectNoKey(output);
  });

  it('are not in the message when a server repeats them in a bad frame', async () => {
    const url = await serverUrl(({ args, say }) => say(`error: no user for ${args.join()}`));
    const chat = closeAfter(new BeamChat([url], { ...FIRST_ADDRESS, auth: [42, 7, AUTHKEY, ACCESS_KEY] }));
    const bad = next(chat.errors$);
    chat.boot();
    const { message, stack } = await bad;
    expectNoKey(`${message} ${stack}`);
  });

  const replies: Readonly<Record<string, () => unknown>> = {
    'the reply as text': () => JSON.stringify(REPLY),
    'the reply as text, later': async () => JSON.stringify(REPLY),
    'the reply as text, as a stream': () => of(JSON.stringify(REPLY)),
    'the reply in a list': () => [REPLY],
    'the reply in a reply': () => ({ endpoints: REPLY }),
    'the text of the reply in a reply': () => ({ endpoints: JSON.stringify(REPLY) }),
    'the entries of the reply': () => Object.entries(REPLY),
    'the bytes of the reply': () => Buffer.from(JSON.stringify(REPLY)),
    'a reply without addresses': () => ({ ...REPLY, endpoints: [] }),
    'a reply whose servers are gone': () => REPLY,
  };
  for (const [what, addresses] of Object.entries(replies)) {
    it(`are not disclosed when the function of addresses gives ${what}`, async () => {
      const auth = ({ authkey }: Join) => [42, 7, authkey] as const;
      const chat = closeAfter(new BeamChat(addresses as () => Join, { ...FIRST_ADDRESS, auth }));
      const collected = collectOutput(chat);
      const failed = next(chat.errors$);
      chat.boot();
      collected.output += textOf(await failed) + textOf(chat.status);
      expectNoKey(collected.output);
    });
  }

  const credentials: Readonly<Record<string, () => unknown>> = {
    'the key alone': () => AUTHKEY,
    'the whole reply': () => REPLY,
    'the text of the reply': () => JSON.stringify(REPLY),
    'a list that cannot be sent': () => [42, 7n, AUTHKEY],
  };
  for (const [what, auth] of Object.entries(credentials)) {
    it(`are not disclosed when the function of credentials gives ${what}`, async () => {
      const url = await serverUrl(() => {});
      const chat = closeAfter(new BeamChat([url], { ...FIRST_ADDRESS, auth: auth as () => [number] }));
      const collected = collectOutput(chat);
      const failed = next(chat.errors$);
      chat.boot();
      collected.output += textOf(await failed) + textOf(chat.status);
      expectNoKey(collected.output);
    });
  }

  const mistakes: Readonly<Record<string, (chat: BeamChat) => unknown>> = {
    'the option auth is the key': () => new BeamChat(['ws://127.0.0.1:1'], { auth: AUTHKEY as never }),
    'the addresses are the reply': () => new BeamChat(REPLY as never),
    'the addresses are the text of the reply': () => new BeamChat(JSON.stringify(REPLY) as never),
    'the arguments of a call of auth are the key': chat => chat.call('auth', AUTHKEY as never),
    'the options of a call of auth are the key': chat => chat.call('auth', [42, 7], AUTHKEY as never),
    'an argument of auth cannot be sent': chat => chat.call('auth', [42, 7n as never, AUTHKEY]),
  };
  for (const [what, mistake] of Object.entries(mistakes)) {
    it(`are not in the error when ${what}`, async () => {
      const chat = new BeamChat(['ws://127.0.0.1:1']);
      expectNoKey(textOf(await rejection((async () => mistake(chat))())));
    });
  }

  it('are not in the warnings for errors without a listener', async () => {
    const url = await serverUrl(({ args, refuse }) => refuse(`no user for ${args.join()}`));
    const socket = closeAfter(new BeamSocket([url], { ...FIRST_ADDRESS, auth: () => [42, 7, AUTHKEY, ACCESS_KEY] }));
    const warned = next(fromEvent(process, 'warning').pipe(take(2), toArray()), 'two warnings');
    socket.boot();
    const warnings = (await warned).map(textOf);
    expect(warnings[1]).to.include('the client closes');
    expectNoKey(warnings.join('\n'));
  });
});
