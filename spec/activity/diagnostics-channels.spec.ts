import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { of, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { ObservedCall } from '../../lib/activity/activity.js';
import { diagnostics } from '../../lib/activity/diagnostics-channels.js';
import { AuthenticationFailedError, BeamChat } from '../../lib/index.js';
import { ScriptedSocket } from '../../lib/testing/index.js';
import { KEY, SHOWN, stage } from '../observe/kit.js';

const CHANNELS = ['dial', 'open', 'established', 'lost', 'waiting', 'closed', 'bad-frame'];
const CALL = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;
const call = tracingChannel('rx-beam:call');

/** Hears all channels while `act` runs. */
const hear = (hears: (name: string, message: object) => void, act: () => void): void => {
  const heard = [
    ...CHANNELS.map(name => ({ to: channel(`rx-beam:${name}`), name })),
    ...CALL.map(name => ({ to: call[name], name })),
  ].map(({ to, name }) => {
    const listener = (message: unknown) => hears(name, message as object);
    to.subscribe(listener);
    return () => to.unsubscribe(listener);
  });
  try {
    act();
  } finally {
    for (const stop of heard) stop();
  }
};

const script = ['5ms o 3ms w 30ms e b 4ms #', '-'];
const replies = { replies: { msg: throwError(() => KEY), clearMessages: () => null } } as never;

describe('the diagnostics channels of Node', () => {
  it(
    'R50: publish a call once on each channel, with one context, from its making to its end',
    marbles(m => {
      const { chat } = stage(script, {}, replies);
      const seen: [string, object, string][] = [];
      const ends: string[] = [];
      hear(
        (name, context) => {
          if (CALL.includes(name as 'start')) seen.push([name, context, JSON.stringify(context)]);
        },
        () => {
          chat.boot();
          m.scheduler.schedule(() => {
            chat.call$('clearMessages').subscribe(() => ends.push('answered'));
            chat.call$('msg', [KEY]).subscribe({ error: () => ends.push('refused') });
          }, 20);
          m.expect(timer(500)).toBeObservable('500ms (0|)', { 0: 0 });
          m.flush();
        },
      );
      expect(ends).to.deep.equal(['answered', 'refused']);
      const place = { protocol: 'beam', method: 'clearMessages', id: 0, address: SHOWN, session: 1 };
      const first = seen.filter(([, context]) => (context as { id: number }).id === 0);
      expect(first.map(([name]) => name)).to.deep.equal(['start', 'end', 'asyncStart', 'asyncEnd']);
      expect(new Set(first.map(([, context]) => context)).size).to.equal(1);
      expect(first.map(([, , text]) => JSON.parse(text))).to.deep.equal(Array(4).fill(place));
      const second = seen.filter(([, context]) => (context as { id: number }).id === 1);
      expect(second.map(([name]) => name)).to.deep.equal(['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
      const failed = { ...place, method: 'msg', id: 1, kind: 'refused', delivery: 'answered' };
      expect(JSON.parse(second.at(-1)?.[2] ?? '')).to.deep.equal(failed);
    }),
  );

  it(
    'R50: publish what happens to connections, with the address, and nothing of arguments, data and keys',
    marbles(m => {
      const { chat } = stage(script, {}, replies);
      const seen: [string, Record<string, unknown>][] = [];
      hear(
        (name, message) => seen.push([name, message as Record<string, unknown>]),
        () => {
          chat.boot();
          void chat.auth(1, 2, KEY);
          m.scheduler.schedule(() => chat.call$('msg', [KEY]).subscribe({ error: () => {} }), 20);
          m.expect(timer(500)).toBeObservable('500ms (0|)', { 0: 0 });
          m.flush();
        },
      );
      const connection = seen.filter(([name]) => CHANNELS.includes(name));
      expect(connection).to.deep.equal([
        ['dial', { address: SHOWN, dial: 1 }],
        ['open', { address: SHOWN, dial: 1 }],
        ['established', { address: SHOWN, session: 1 }],
        ['bad-frame', { address: SHOWN, reason: 'received a frame that is not JSON' }],
        ['closed', { address: SHOWN, code: 1006 }],
        ['lost', { address: SHOWN, reason: `the connection to ${SHOWN} was lost: close code 1006` }],
        ['waiting', { address: SHOWN, attempt: 1, delay: 200 }],
        ['dial', { address: SHOWN, dial: 2 }],
        ['closed', { address: undefined, code: 1000 }],
      ]);
      const all = inspect(seen, { depth: 9 });
      expect(all).not.to.include('hidden');
      expect(all).not.to.include('authenticated');
    }),
  );

  for (const hadSession of [false, true]) {
    it(
      `R50: publish no lost session when the function of the addresses closes the client ${hadSession ? 'that is booted again' : 'at once'}`,
      marbles(m => {
        const refused = throwError(() => new AuthenticationFailedError('no'));
        const servers = new ScriptedSocket({ 'wss://a.test': ['u'] });
        const [address = ''] = servers.addresses;
        const lists = hadSession ? [of([address]), refused] : [refused];
        const chat = new BeamChat(() => lists.shift() ?? refused, { WebSocketCtor: servers.WebSocketCtor });
        const seen: string[] = [];
        hear(
          name => seen.push(name),
          () => {
            chat.boot();
            if (hadSession) {
              m.scheduler.schedule(() => void chat.close(), 20);
              m.scheduler.schedule(() => chat.boot(), 2_000);
            }
            m.expect(timer(5_000)).toBeObservable('5s (0|)', { 0: 0 });
            m.flush();
          },
        );
        expect(chat.status.lastError).to.be.an.instanceOf(AuthenticationFailedError);
        expect(seen.includes('established')).to.equal(hadSession);
        expect(seen).not.to.include('lost');
      }),
    );
  }

  it(
    'R50: `start` runs the stores, so that what comes of a call has its context',
    marbles(m => {
      const store = new AsyncLocalStorage<string>();
      call.start.bindStore(store, context => (context as { method: string }).method);
      const seen: unknown[] = [];
      const { chat } = stage(script, {}, replies);
      chat.sent$.subscribe(({ method }) => seen.push([method, store.getStore()]));
      chat.boot();
      m.scheduler.schedule(() => chat.call$('clearMessages').subscribe(), 20);
      m.expect(timer(500)).toBeObservable('500ms (0|)', { 0: 0 });
      m.flush();
      call.start.unbindStore(store);
      expect(seen).to.deep.equal([['clearMessages', 'clearMessages']]);
    }),
  );

  it('R50: hear of a call to its end, or not at all', () => {
    const settings = { timeout: 0, noReply: false, resend: false, whenDown: 'spool' } as const;
    const made: ObservedCall = { id: 1, method: 'msg', body: '[]', settings, wasSent: false };
    const place = { protocol: 'beam', address: undefined, session: 0 };
    expect(diagnostics.tracesCalls).to.equal(false);
    const names: string[] = [];
    hear(
      name => names.push(name),
      () => {
        expect(diagnostics.tracesCalls).to.equal(true);
        diagnostics.handed(made, place);
        diagnostics.settled(made, undefined);
        expect(names).to.deep.equal([]);
        diagnostics.making(made, place, { take: () => names.push('taken') });
        diagnostics.settled(made, undefined);
        diagnostics.settled(made, undefined);
      },
    );
    expect(names).to.deep.equal(['start', 'taken', 'end', 'asyncStart', 'asyncEnd']);
  });

  it('R50: build nothing for a channel without a subscriber', () => {
    const unread = new Proxy({ type: 'lost' } as const, {
      get: (target, name) => {
        if (name !== 'type') throw new Error(`it read ${String(name)}`);
        return target.type;
      },
    });
    expect(() => diagnostics.publish(unread as never)).not.to.throw();
    expect(() => diagnostics.publish({ type: 'toString' } as never)).not.to.throw();
  });
});
