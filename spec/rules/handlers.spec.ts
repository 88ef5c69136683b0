import { expect } from 'chai';
import { config, filter, Observable, type Subscribable } from 'rxjs';
import { WebSocket } from 'ws';
import type { BeamChat, BeamChatOptions } from '../../lib/index.js';
import type { BeamSocket } from '../../lib/ws.js';
import { CHANNEL, DEADLINE, onStage } from '../kit/live.js';
import { client, turns, until } from './kit.js';

/** A place where the client runs a user's code, and how to make it run `run`. */
interface Hook {
  readonly name: string;
  readonly options?: (run: () => void) => BeamChatOptions;
  readonly asksAddresses?: true;
  readonly listen?: (chat: BeamChat, socket: BeamSocket, run: () => void) => unknown;
  /** How an exception thrown there is reported: by RxJS as unhandled, or as a failed attempt. */
  readonly thrown?: 'failed attempt' | 'rejection';
  /** Actions that are not tried in this place. */
  readonly without?: readonly string[];
}

type StreamName =
  | 'status$'
  | 'connected$'
  | 'reconnecting$'
  | 'closed$'
  | 'packets$'
  | 'sent$'
  | 'spooled$'
  | 'errors$';

const stream = (name: StreamName, without: readonly string[] = []): Hook => ({
  name,
  without,
  listen: (chat, _, run) => (chat[name] as Subscribable<unknown>).subscribe({ next: run }),
});

const statusIs = (wanted: string, without: readonly string[] = []): Hook => ({
  name: `status$ at ${wanted}`,
  without,
  listen: (chat, _, run) => chat.status$.pipe(filter(({ state }) => state === wanted)).subscribe(run),
});

const emitted = (name: string, without: readonly string[] = []): Hook => ({
  name: `BeamSocket ${name}`,
  without,
  listen: (_, socket, run) => socket.on(name, run),
});

/** A function that runs the user's code and returns `value`. */
const runThenReturn =
  <T>(run: () => void, value: T) =>
  (): T => {
    run();
    return value;
  };

const IGNORING = { next: () => {}, error: () => {} };

const hooks: readonly Hook[] = [
  stream('status$'),
  statusIs('connecting'),
  statusIs('connected'),
  statusIs('reconnecting'),
  stream('connected$'),
  stream('reconnecting$'),
  stream('closed$'),
  stream('packets$'),
  stream('sent$'),
  stream('spooled$'),
  stream('errors$'),
  { name: 'events$', listen: (chat, _, run) => chat.events$<unknown>('Tick').subscribe(run) },
  { name: 'events$ of the welcome', listen: (chat, _, run) => chat.events$('WelcomeEvent').subscribe(run) },
  { name: 'call$ next', listen: (chat, _, run) => chat.call$('ping').subscribe({ ...IGNORING, next: run }) },
  { name: 'call$ complete', listen: (chat, _, run) => chat.call$('ping').subscribe({ ...IGNORING, complete: run }) },
  {
    name: 'call$ complete of noReply',
    listen: (chat, _, run) => chat.call$('ping', [], { noReply: true }).subscribe({ ...IGNORING, complete: run }),
  },
  { name: 'call$ error', listen: (chat, _, run) => chat.call$('purge', ['nobody']).subscribe({ error: run }) },
  {
    name: 'call$ error at a drop',
    listen: (chat, _, run) =>
      chat.connected$.subscribe(() => chat.call$<unknown>('silent', []).subscribe({ error: run })),
  },
  {
    name: 'call() then',
    thrown: 'rejection',
    listen: (chat, _, run) =>
      chat
        .call('ping')
        .then(run, run)
        .catch(() => {}),
  },
  {
    name: 'call() catch',
    thrown: 'rejection',
    listen: (chat, _, run) =>
      chat
        .call('purge', ['nobody'])
        .catch(run)
        .catch(() => {}),
  },
  { name: 'shouldReconnect', options: run => ({ shouldReconnect: runThenReturn(run, true) }) },
  { name: 'the addresses', asksAddresses: true, thrown: 'failed attempt' },
  { name: 'auth', options: run => ({ auth: runThenReturn(run, [CHANNEL] as const) }), thrown: 'failed attempt' },
  { name: 'random', options: run => ({ random: runThenReturn(run, 0) }) },
  { name: 'wake$', options: run => ({ wake$: new Observable(run) }), thrown: 'failed attempt' },
  {
    name: 'toJSON of an argument',
    thrown: 'rejection',
    listen: (chat, _, run) =>
      chat.connected$.subscribe(() => void chat.call('ping', [{ toJSON: run }] as never).catch(() => {})),
  },
  emitted('connected'),
  emitted('closed'),
  emitted('reconnecting'),
  emitted('error'),
  emitted('packet'),
  emitted('sent'),
  emitted('spooled'),
  emitted('authresult'),
  emitted('Tick'),
  { ...emitted('newListener'), thrown: 'rejection' },
];

const actions = ['throws', 'close()', 'boot()', 'call()', 'auth()', 'close() and boot()'] as const;

describe('R6, R13, R25: any handler may throw, and may call any method', () => {
  const stage = onStage({ authkeys: 'reusable' });

  for (const hook of hooks) {
    for (const action of actions.filter(each => !hook.without?.includes(each))) {
      it(`R6, R13, R25: ${hook.name} × ${action}`, async () => {
        const sockets: WebSocket[] = [];
        let maxLive = 0;
        const live = () => sockets.filter(({ readyState }) => readyState < WebSocket.CLOSING).length;
        const Counted = class extends WebSocket {
          constructor(url: string, protocols?: string | string[]) {
            super(url, protocols);
            sockets.push(this);
            maxLive = Math.max(maxLive, live());
          }
        };
        const settled: Promise<unknown>[] = [];
        const track = (promise: Promise<unknown>) =>
          settled.push(
            promise.then(
              () => 'ok',
              () => 'not ok',
            ),
          );
        let ran = 0;
        let made: ReturnType<typeof client>;
        const act = {
          throws: () => {
            throw new Error('of the user');
          },
          'close()': () => track(made.chat.close()),
          'boot()': () => made.chat.boot(),
          'call()': () => track(made.chat.call('ping')),
          'auth()': () => track(made.chat.auth(CHANNEL)),
          'close() and boot()': () => {
            track(made.chat.close());
            made.chat.boot();
          },
        }[action];
        /** Acts once, and only while there is something to disturb. */
        const run = (): void => {
          if (made === undefined || made.chat.status.state === 'idle') return;
          ran += 1;
          if (ran === 1) act();
        };
        const list = stage.server.endpoints;
        const addresses = hook.asksAddresses ? runThenReturn(run, list) : list;
        made = client(stage, addresses, {
          auth: [CHANNEL],
          resend: [],
          WebSocketCtor: Counted as never,
          ...hook.options?.(run),
        });
        const { chat, socket } = made;

        const before = config.onUnhandledError;
        const unhandled: unknown[] = [];
        config.onUnhandledError = error => unhandled.push(error);
        try {
          hook.listen?.(chat, socket, run);
          track(chat.call('ping'));
          await stage.server.endpoint(0).fault('suppressReplies', ['silent']);
          const isClosed = () => action === 'close()' && ran > 0;
          const at = (number: number) => {
            let reached = false;
            chat.connected$.subscribe(({ session }) => {
              reached ||= session >= number;
            });
            return until(
              () => (reached && chat.status.state === 'connected') || (isClosed() && chat.status.state === 'closed'),
              `session ${number}`,
            );
          };
          const first = at(1);
          socket.boot();
          track(chat.call('ping'));
          await first;
          if (chat.status.state === 'connected') {
            try {
              socket.on('Another', () => {});
            } catch {}
            track(chat.call('ping'));
            await chat.call('ping').catch(() => {});
            stage.server.emit(CHANNEL, 'Tick', 1);
            const on = list.indexOf(chat.status.address ?? '');
            if (on >= 0) await stage.server.endpoint(on).fault('garbage');
            await chat.call('ping').catch(() => {});
            const again = at(2);
            for (const n of [0, 1]) await stage.server.endpoint(n).fault('drop');
            await again;
          }
          await until(() => ran > 0, 'the handler');
          await until(
            () => (action === 'close()' ? chat.status.state === 'closed' : chat.status.state === 'connected'),
            'an end',
          );
          await turns(5);
          if (action === 'close()') {
            expect(chat.status).to.include({ state: 'closed', attempt: 0, retryAt: undefined });
            expect(live()).to.equal(0);
          } else {
            await chat.call('ping');
            expect(live()).to.equal(1);
            expect(stage.server.connectionCount()).to.equal(1);
          }
          expect(maxLive).to.be.at.most(1);
          if (action === 'throws') {
            await until(() => unhandled.length > 0 || hook.thrown !== undefined);
            if (hook.thrown === undefined) expect(unhandled.map(String)).to.deep.equal(['Error: of the user']);
          } else {
            expect(unhandled).to.deep.equal([]);
          }
          await chat.close();
          const ends = Promise.all(settled);
          const late = new Promise((_, reject) => {
            AbortSignal.timeout(DEADLINE).onabort = () => reject(new Error('a call never settled'));
          });
          await Promise.race([ends, late]);
        } finally {
          config.onUnhandledError = before;
        }
      });
    }
  }
});
