import { env } from 'node:process';
import { expect } from 'chai';
import fc from 'fast-check';
import { Subject, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  type ChatMessage,
  gapless,
  messages$,
  ReplyError,
  RpcClient,
  type Status,
  TimeoutError,
} from '../../lib/index.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';
import { CALM, stageSockets } from '../kit/array-client.js';
import { holds } from '../model/replay.js';
import type { Said, Told } from './auditor.js';
import { playOf, type Step, World } from './world.js';

interface Play {
  readonly history: number;
  readonly hold: number;
  readonly initial: number;
  readonly steps: readonly Step[];
}

const failureOf = (how: 'refuse' | 'late') =>
  how === 'late' ? new TimeoutError('history', 1, 20_000) : new ReplyError('history', 1, 'UACCESS');

const messageOf = ({ number, user, isWhisper }: Said): ChatMessage =>
  chatMessage(`user ${user}`, '', {
    id: String(number),
    user_id: user,
    message: { message: [], meta: isWhisper ? { whisper: true } : {} },
  });

/** `messages$` of a double that plays the world's server. */
const playMessages = ({ steps, history, hold, initial }: Play): World => {
  const world = new World(history, initial);
  const { auditor, server } = world;
  const saidOf = ({ id }: ChatMessage) => server.all[Number(id) - 1] as Said;
  const status$ = new Subject<Partial<Status>>();
  const events = {
    ChatMessage: new Subject<ChatMessage>(),
    DeleteMessage: new Subject<{ id: string }>(),
    PurgeMessage: new Subject<{ user_id: number }>(),
    ClearMessages: new Subject<object>(),
  };
  let reply = new Subject<ChatMessage[]>();
  const replies = {
    history: () => {
      reply = new Subject();
      world.ask();
      return reply;
    },
  };
  const chat = new ChatDouble({ status$, events, replies });
  status$.next({ state: 'connecting' });
  world.line = {
    tell: (told: Told) => {
      if (told.is === 'said') events.ChatMessage.next(messageOf(told.said));
      else if (told.is === 'deleted') events.DeleteMessage.next({ id: String(told.number) });
      else if (told.is === 'purged') events.PurgeMessage.next({ user_id: told.user });
      else events.ClearMessages.next({});
    },
    open: () => {},
    announce: () => status$.next({ state: 'connected' }),
    lose: () => status$.next({ state: 'reconnecting' }),
    answer: said => reply.next(said.map(messageOf)),
    fail: how => reply.error(failureOf(how)),
  };
  const errors: unknown[] = [];
  const numberOf = (message: ChatMessage | undefined) => (message === undefined ? undefined : Number(message.id));
  const guarded =
    <T>(act: (value: T) => void) =>
    (value: T) => {
      try {
        act(value);
      } catch (error) {
        errors.push(error);
      }
    };
  const subscription = messages$(chat, {
    history,
    hold,
    initial,
    onGap: guarded(({ from, to, cause }) => auditor.gap({ from: numberOf(from), to: numberOf(to), cause })),
    onRemoved: guarded(removal => auditor.removal(removal)),
  }).subscribe({ next: guarded(message => world.emitted(saidOf(message))), error: error => errors.push(error) });
  for (const step of steps) guarded(() => world.take(step))(undefined);
  for (const act of world.ends()) guarded(act)(undefined);
  subscription.unsubscribe();
  guarded(() => auditor.verdict())(undefined);
  if (errors.length > 0) throw new Error(`${errors.join('\n')}\n${auditor.log.join('\n')}`);
  return world;
};

/** `gapless` over an RpcClient that speaks JSON-RPC on fake sockets, in virtual time. */
const playGapless = ({ steps, history, hold, initial }: Play): World => {
  const world = new World(history, initial, true);
  const { auditor, server } = world;
  new TestScheduler(() => {}).run(({ flush }) => {
    const sockets = stageSockets();
    const client = new RpcClient(['wss://a.test', 'wss://b.test'], {
      ...CALM,
      protocol: jsonRpc(),
      WebSocketCtor: sockets.WebSocketCtor,
      callTimeout: 0,
    });
    let id: unknown;
    world.line = {
      tell: told => told.is === 'said' && sockets.hears({ jsonrpc: '2.0', method: 'said', params: told.said }),
      open: () => {},
      announce: () => sockets.opens(),
      lose: () => sockets.drops(),
      answer: said => sockets.hears({ jsonrpc: '2.0', id, result: said }),
      fail: () => sockets.hears({ jsonrpc: '2.0', id, error: { code: -32_000, message: 'no' } }),
    };
    client.sent$.subscribe(sent => {
      id = sent.id;
      world.ask();
    });
    const errors: unknown[] = [];
    client.boot();
    client
      .events$<Said>('said')
      .pipe(
        gapless({
          sessions$: client.connected$,
          lost$: client.closed$,
          fill: () => client.call$<Said[]>('last', [history]),
          key: ({ number }) => number,
          remember: 4 * history,
          hold,
          initial,
          onGap: ({ from, to, cause }) => auditor.gap({ from: from?.number, to: to?.number, cause }),
        }),
      )
      .subscribe(({ number }) => world.emitted(server.all[number - 1] as Said));
    // A moment between two steps, in which the client dials again.
    const all = [...steps.map(step => () => world.take(step)), ...world.ends()];
    for (const [place, act] of all.entries()) {
      timer(10 * (place + 1)).subscribe(() => {
        try {
          act();
        } catch (error) {
          errors.push(error);
        }
      });
    }
    timer(10 * (all.length + 2)).subscribe(() => void client.close());
    flush();
    try {
      auditor.verdict();
    } catch (error) {
      errors.push(error);
    }
    if (errors.length > 0) throw new Error(`${errors.join('\n')}\n${auditor.log.join('\n')}`);
  });
  return world;
};

const LONGEST_MS = 60_000 * Number(env.MODEL_RUNS ?? 1);

describe('R40–R42: whatever happens, in whatever order, nothing is lost but in a gap, nothing comes twice, and all is in order', () => {
  it('R40, R42: messages$ of a chat, with deletions, purges and clears', async () => {
    await holds(
      fc.property(playOf({ removals: true }), play => {
        playMessages(play);
      }),
      1_000,
    );
  }).timeout(LONGEST_MS);

  it('R43: gapless with a client of JSON-RPC', async () => {
    await holds(
      fc.property(playOf({ removals: false }), play => {
        playGapless(play);
      }),
      300,
    );
  }).timeout(LONGEST_MS);

  it('the plays do what they should: messages are emitted, missed and reported', () => {
    const logs = fc
      .sample(playOf({ removals: true }), { numRuns: 500, seed: 1 })
      .map(play => playMessages(play).auditor.log);
    const all = logs.flat().join('\n');
    for (const what of [
      'emitted',
      'too-long',
      'refused',
      'timeout',
      'overflow',
      'missed',
      'deleted',
      'purged',
      'cleared',
    ]) {
      expect(all.match(new RegExp(`\\b${what}\\b`, 'g'))?.length ?? 0, what).to.be.greaterThan(5);
    }
  });
});
