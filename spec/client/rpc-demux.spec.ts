import { expect } from 'chai';
import { NEVER, Subject, switchMap } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { RpcDemux } from '../../lib/client/rpc-demux.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import type { Protocol, Wire } from '../../lib/protocol/protocol.js';
import type { Session } from '../../lib/session/session.js';
import { Secrets } from '../../lib/text/secrets.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';
import { play } from '../kit/session-kit/play.js';

const protocol = jsonRpc({ setUp: () => NEVER, subscriptions: {} }) as Protocol & Wire;

/** A demux, the frames that it sends, and the errors that it reports. */
const stage = (over: Partial<Protocol & Wire> = {}) => {
  const log: string[] = [];
  const note = (what: string) => void log.push(what);
  const demux = new RpcDemux({ report: error => note(error.name) }, new Secrets(), { ...protocol, ...over }, 0);
  const packets: unknown[] = [];
  demux.packets$.subscribe(packet => packets.push(packet));
  const told = (what: string) => ({
    answered: (data: unknown) => note(`${what} answered ${data}`),
    refused: (error: unknown) => note(`${what} refused ${error}`),
  });
  const opens = () => demux.opened(fakeLink(undefined, note), { ...protocol, ...over });
  return { log, demux, packets, opens, expects: (id: number) => demux.replies.expect(id, told(`call ${id}`)) };
};

describe('RpcDemux', () => {
  it('every message is emitted on packets$ before it is routed', () => {
    const { demux, packets, opens, expects } = stage();
    opens();
    expects(1);
    demux.item('k', 1, 'an item');
    demux.end('k', 'an end');
    demux.request(5, 'ask', [], 'a request');
    demux.control('a control message');
    demux.answer('pong', 'a ping');
    demux.reply(1, 2, 'a reply');
    demux.event('tick', 1, 'an event');
    expect(packets).to.deep.equal([
      'an item',
      'an end',
      'a request',
      'a control message',
      'a ping',
      'a reply',
      'an event',
    ]);
  });

  it('R30: a ping of the server is answered at once, on its connection', () => {
    const { demux, log, opens } = stage();
    demux.answer('pong', 'before');
    opens();
    demux.answer('pong', 'a ping');
    demux.ended();
    demux.answer('pong', 'after');
    expect(log).to.deep.equal(['send pong']);
  });

  describe('control messages', () => {
    it(
      'R32: are heard from the first on, also those that came before somebody listened',
      marbles(m => {
        const { demux, opens } = stage();
        opens();
        const say = (message: string) => () => demux.control(message);
        play(m, '                                    a-b-----c-', { a: say('a'), b: say('b'), c: say('c') });
        m.expect(m.cold('---l').pipe(switchMap(() => demux.control$))).toBeObservable('---(ab)-c-');
        m.expect(demux.control$).toBeObservable('             a-b-----c-');
      }),
    );

    it('R32: are those of the present connection only', () => {
      const { demux, opens } = stage();
      const heard: string[] = [];
      const listen = (who: string) => demux.control$.subscribe(message => heard.push(`${who} ${message}`));
      opens();
      listen('first');
      demux.control('a');
      demux.ended();
      demux.control('lost');
      opens();
      listen('second');
      demux.control('b');
      expect(heard).to.deep.equal(['first a', 'second b']);
    });

    it('are kept for no set-up that is over, or that the protocol does not have', () => {
      const { demux, opens } = stage();
      const heard: unknown[] = [];
      opens();
      demux.control('a');
      demux.established({} as Session);
      demux.control$.subscribe(message => heard.push(message));
      const { setUp: _, ...without } = protocol;
      const other = new RpcDemux({ report: () => {} }, new Secrets(), without as Protocol, 0);
      other.opened(fakeLink(), protocol);
      other.control('b');
      other.control$.subscribe(message => heard.push(message));
      expect(heard).to.deep.equal([]);
    });

    it('are kept up to a number: a server may send them without end', () => {
      const { demux, opens } = stage();
      opens();
      for (let n = 0; n < 1_000; n += 1) demux.control(n);
      const heard: unknown[] = [];
      demux.control$.subscribe(message => heard.push(message));
      expect(heard).to.have.length(100);
    });
  });

  describe('items and ends whose key is the id of a call', () => {
    it('R30: an item is its reply', () => {
      const { demux, log, expects } = stage();
      expects(1);
      demux.item(1, 'data', 'an item');
      demux.item(1, 'more', 'an item');
      expect(log).to.deep.equal(['call 1 answered data']);
    });

    it('R30: an end is its reply, without data', () => {
      const { demux, log, expects } = stage();
      for (const id of [1, 2]) expects(id);
      demux.end(1, 'an end');
      demux.end(2, 'an end', null);
      expect(log).to.deep.equal(['call 1 answered undefined', 'call 2 answered undefined']);
    });

    it('R30: an end with an error is its refusal', () => {
      const { demux, log, expects } = stage();
      expects(1);
      demux.end(1, 'an end', 'no');
      expect(log).to.deep.equal(['call 1 refused no']);
    });

    it('R30: in a protocol without subscriptions as well', () => {
      const { subscriptions: _, ...without } = protocol;
      const demux = new RpcDemux({ report: () => {} }, new Secrets(), without as Protocol, 0);
      const got: unknown[] = [];
      demux.replies.expect(1, { answered: data => got.push(data), refused: () => {} });
      demux.item(1, 'data', 'an item');
      demux.item(2, 'stray', 'an item');
      demux.end(2, 'an end');
      expect(demux.subscriptions).to.equal(undefined);
      expect(got).to.deep.equal(['data']);
    });

    it('R33: of any other key they are ignored: their subscription was cancelled', () => {
      const { demux, log } = stage();
      demux.item('k', 1, 'an item');
      demux.end('k', 'an end');
      demux.end('k', 'an end', 'error');
      expect(log).to.deep.equal([]);
    });
  });

  describe('calls of the server', () => {
    it('R34: are answered on their connection', () => {
      const { demux, log, opens } = stage();
      demux.addHandler('ask', args => `answer to ${args}`);
      opens();
      demux.request(5, 'ask', 'ada', 'a request');
      expect(log).to.deep.equal(['send {"jsonrpc":"2.0","id":5,"result":"answer to ada"}']);
    });

    it('R34: are not answered once it is gone, and their signal aborts', () => {
      const { demux, log, opens } = stage();
      const answer$ = new Subject<string>();
      let signal: AbortSignal | undefined;
      demux.addHandler('ask', (_args, context) => {
        signal = context.signal;
        return answer$;
      });
      opens();
      demux.request(5, 'ask', [], 'a request');
      expect(signal?.aborted).to.equal(false);
      demux.ended();
      expect(signal?.aborted).to.equal(true);
      expect(answer$.observed).to.equal(false);
      opens();
      expect(log).to.deep.equal([]);
    });

    it('R34: those of the next connection are answered on that one', () => {
      const { demux, log } = stage();
      const signals: AbortSignal[] = [];
      demux.addHandler('ask', (_args, { address, signal }) => {
        signals.push(signal);
        return address;
      });
      for (const name of ['first', 'second']) {
        const link = fakeLink(undefined, what => void log.push(`${name} ${what}`), { address: `wss://${name}.test` });
        demux.opened(link, protocol);
        demux.request(5, 'ask', [], 'a request');
        demux.ended();
      }
      expect(log).to.deep.equal([
        'first send {"jsonrpc":"2.0","id":5,"result":"wss://first.test"}',
        'second send {"jsonrpc":"2.0","id":5,"result":"wss://second.test"}',
      ]);
      expect(signals[0]).not.to.equal(signals[1]);
    });

    it('R34: are not handled if a subscriber of packets$ has just ended the connection', () => {
      const { demux, log, opens } = stage();
      let count = 0;
      demux.addHandler('ask', () => (count += 1));
      opens();
      demux.packets$.subscribe(() => demux.ended());
      demux.request(5, 'ask', [], 'a request');
      expect([count, log]).to.deep.equal([0, []]);
    });

    it('R34: a handler that was removed answers no more, and the method can have another', () => {
      const { demux, log, opens } = stage();
      const remove = demux.addHandler('ask', () => 1);
      expect(() => demux.addHandler('ask', () => 2)).to.throw(TypeError, '"ask" has a handler already');
      remove();
      demux.addHandler('ask', () => 3);
      remove();
      opens();
      demux.request(5, 'ask', [], 'a request');
      expect(log).to.deep.equal(['send {"jsonrpc":"2.0","id":5,"result":3}']);
    });

    it('R34: where the servers make no calls, a handler is a TypeError', () => {
      const { result: _, ...without } = protocol;
      const mute = { ...without, setUp: undefined } as unknown as Protocol;
      for (const each of [mute, { body: () => '', wire: () => ({ frame: () => '', read: () => {} }) }]) {
        const demux = new RpcDemux({ report: () => {} }, new Secrets(), each, 0);
        expect(() => demux.addHandler('ask', () => 1)).to.throw(
          TypeError,
          'the servers of this protocol make no calls',
        );
      }
    });
  });

  it('completes its subscriptions with its other streams', () => {
    const { demux } = stage();
    const ends: string[] = [];
    const end = (what: string) => ({ complete: () => void ends.push(what) });
    demux.packets$.subscribe(end('packets'));
    demux.events.on('tick').subscribe(end('events'));
    demux.subscriptions?.subscribe$('ticks', [], 0).subscribe(end('items'));
    demux.complete();
    expect(ends).to.have.members(['packets', 'events', 'items']);
  });
});
