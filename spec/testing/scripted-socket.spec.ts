import { expect } from 'chai';
import {
  catchError,
  distinctUntilChanged,
  filter,
  firstValueFrom,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { BeamChat, type BeamChatOptions, type State, type WebSocketLike } from '../../lib/index.js';
import {
  type Act,
  buffered,
  chatMessage,
  close,
  event,
  frame,
  record,
  ScriptedSocket,
  textOf,
} from '../../lib/testing/index.js';
import { asFacts, thrownBy } from '../kit/facts.js';

const ONE = 'ws://one.test';
const TWO = 'ws://two.test/path';

/** A client of those servers. It is closed after a while, since virtual time runs for as long as it pings. */
const clientOf = (net: ScriptedSocket, closeAfter: number, options: BeamChatOptions = {}) => {
  const chat = new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor, random: () => 0.1, ...options });
  timer(closeAfter).subscribe(() => void chat.close());
  return chat.boot();
};

const stateOf = (chat: BeamChat) =>
  chat.status$.pipe(
    map(({ state }) => state),
    distinctUntilChanged(),
  );
const S: Record<string, State> = { i: 'connecting', c: 'connected', r: 'reconnecting', x: 'closing', z: 'closed' };

describe('ScriptedSocket', () => {
  describe('an attempt', () => {
    it(
      'opens, sends WelcomeEvent and closes as drawn',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: ['---o--w---|', '-'] });
        const chat = clientOf(net, 20);
        m.expect(stateOf(chat)).toBeObservable('     i-----c---r---------(xz)', S);
        m.expect(chat.closed$).toBeObservable('      ----------a---------b', {
          a: { address: ONE, code: 1000, reason: '', wasClean: true },
          b: { address: undefined, code: 1000, reason: '', wasClean: true },
        });
      }),
    );

    it(
      'breaks as drawn, or is refused if it was not open yet',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: ['u--#', '--#', '--d', 'u'] });
        const chat = clientOf(net, 400);
        m.expect(net.dialled$.pipe(map(() => 'd'))).toBeObservable('d 102ms d 201ms d');
        const ends = chat.closed$.pipe(map(({ code, wasClean }) => `${code} ${wasClean}`));
        m.expect(ends).toBeObservable('---a 396ms b', { a: '1006 false', b: '1000 true' });
      }),
    );

    it(
      'sends events, raw frames and close codes',
      marbles(m => {
        const values = {
          m: event('ChatMessage', chatMessage('ada', 'hi')),
          x: frame('no JSON'),
          c: close(4006, 'busy'),
        };
        const net = new ScriptedSocket({ [ONE]: ['u-m-x-c', '-'] }, { values });
        const chat = clientOf(net, 10);
        m.expect(chat.events$('ChatMessage').pipe(map(textOf))).toBeObservable('--m', { m: 'hi' });
        m.expect(chat.errors$.pipe(map(({ name }) => name))).toBeObservable('----b', { b: 'BadMessageError' });
        m.expect(chat.closed$.pipe(map(({ code, reason }) => `${code} ${reason}`))).toBeObservable('------c---z', {
          c: '4006 busy',
          z: '1000 ',
        });
      }),
    );

    it(
      'may be an Observable of letters and actions',
      marbles(m => {
        const join = event('UserJoin', { originatingChannel: 1, username: 'ada', roles: [], id: 7 });
        const first = m.cold<Act | string>('-u-j---#', { u: 'u', j: join });
        const second = m.cold('         --o-w-|');
        const net = new ScriptedSocket({ [ONE]: [first, second, '-'] });
        const chat = clientOf(net, 150);
        m.expect(chat.events$('UserJoin').pipe(map(({ username }) => username))).toBeObservable('---a', { a: 'ada' });
        m.expect(stateOf(chat)).toBeObservable('ic-----r 103ms c-r 36ms (xz)', S);
        m.expect(first).toHaveSubscriptions('   ^------!');
        m.expect(second).toHaveSubscriptions('  107ms ^-----!');
      }),
    );

    it(
      'repeats the last script when there are no more',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: ['#', 'u#'] });
        const chat = clientOf(net, 800);
        m.expect(net.dialled$).toBeObservable('       d 99ms d 200ms d 400ms d', { d: ONE });
        const sessions = chat.connected$.pipe(map(({ session }) => `${session}`));
        m.expect(sessions).toBeObservable('              100ms 1 200ms 2 400ms 3');
      }),
    );
  });

  describe('a server', () => {
    it(
      'is up and down for all sockets, in its own time',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: '10ms u 19ms d 199ms u' });
        const early = clientOf(net, 500);
        const late = new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor, random: () => 0.1 });
        m.cold('         20ms b 479ms c').subscribe(step => void (step === 'b' ? late.boot() : late.close()));
        m.expect(stateOf(early)).toBeObservable('i 9ms c 19ms r 299ms c 169ms (xz)', S);
        m.expect(stateOf(late)).toBeObservable(' n 19ms (ic) 6ms r 299ms c 169ms (xz)', { ...S, n: 'idle' });
        m.expect(net.dialled$).toBeObservable(' d 19ms d 109ms (dd) 196ms (dd)', { d: ONE });
      }),
    );

    it(
      'sends to the sockets that are open, and not to later ones',
      marbles(m => {
        const values = { m: event('ChatMessage', chatMessage('ada', 'hi')) };
        const net = new ScriptedSocket({ [ONE]: 'm-u--m--m-' }, { values });
        const early = clientOf(net, 20);
        const late = new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor });
        m.cold('-------b- 20ms c').subscribe(step => void (step === 'b' ? late.boot() : late.close()));
        m.expect(early.events$('ChatMessage').pipe(map(textOf))).toBeObservable('-----m--m', { m: 'hi' });
        m.expect(late.events$('ChatMessage').pipe(map(textOf))).toBeObservable(' --------m', { m: 'hi' });
      }),
    );

    it(
      'closes all sockets, and is down afterwards',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: 'u---|' });
        const chat = clientOf(net, 120);
        m.expect(chat.closed$.pipe(map(({ code }) => code))).toBeObservable('----a 115ms b', { a: 1000, b: 1000 });
        m.expect(net.dialled$).toBeObservable('d 103ms d', { d: ONE });
        m.expect(chat.connected$.pipe(map(({ session }) => session))).toBeObservable('c', { c: 1 });
      }),
    );

    it(
      'accepts no socket while it is silent, so that the client tries another server after connectTimeout',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: 's', [TWO]: 'u' });
        const chat = clientOf(net, 20_000);
        m.expect(net.dialled$).toBeObservable('a 10049ms b', { a: ONE, b: TWO });
        m.expect(chat.connected$.pipe(map(({ address }) => address))).toBeObservable('10050ms b', { b: TWO });
      }),
    );

    it(
      'R7: answers nothing while it is silent, so that the client leaves after an unanswered ping',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: 'u 19s s', [TWO]: 'u' });
        const chat = clientOf(net, 60_000);
        const pings = net.written$.pipe(map(({ address, method }) => `${method} ${address}`));
        m.expect(pings).toBeObservable('15s p 14999ms p 20049ms q', { p: `ping ${ONE}`, q: `ping ${TWO}` });
        m.expect(chat.errors$.pipe(map(({ name }) => name))).toBeObservable('35s t', { t: 'TimeoutError' });
        m.expect(chat.connected$.pipe(map(({ address }) => address))).toBeObservable('a 35049ms b', { a: ONE, b: TWO });
      }),
    );

    it(
      'that was silent answers again when it is up again',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: 'u 16s s 1s u' });
        const chat = clientOf(net, 60_000);
        m.expect(chat.closed$.pipe(map(({ code }) => code))).toBeObservable('60s z', { z: 1000 });
      }),
    );
  });

  describe('what the client writes', () => {
    it(
      'is answered without ids in the script, and recorded',
      marbles(m => {
        const net = new ScriptedSocket(
          { [ONE]: 'u' },
          { replies: { msg: text => timer(5).pipe(map(() => chatMessage('me', text))) } },
        );
        const chat = clientOf(net, 20, { auth: [1, 7, 'key'] });
        m.expect(chat.connected$.pipe(map(({ authenticated }) => authenticated))).toBeObservable('c', { c: true });
        m.expect(chat.call$('msg', ['hi']).pipe(map(textOf))).toBeObservable('-----(m|)', { m: 'hi' });
        m.expect(net.written$).toBeObservable('(am)', {
          a: { address: ONE, method: 'auth', args: [1, 7, 'key'] },
          m: { address: ONE, method: 'msg', args: ['hi'] },
        });
      }),
    );

    it(
      'R13: is refused with the error as sent',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: 'u' }, { replies: { purge: () => throwError(() => 'UACCESS') } });
        const chat = clientOf(net, 20);
        m.expect(asFacts(chat.call$('purge', ['bob']))).toBeObservable('#', undefined, {
          name: 'ReplyError',
          message: 'the server refused "purge": "UACCESS"',
          method: 'purge',
          id: 0,
          kind: 'refused',
          delivery: 'answered',
          error: 'UACCESS',
        });
      }),
    );

    it(
      'is not answered if the server becomes silent before',
      marbles(m => {
        const net = new ScriptedSocket(
          { [ONE]: 'u--s' },
          { replies: { clearMessages: () => timer(2).pipe(map(() => '')), purge: () => timer(4).pipe(map(() => {})) } },
        );
        const chat = clientOf(net, 10);
        const outcome = (method: string) =>
          chat.call$<unknown>(method, [], { timeout: 9 }).pipe(
            map(() => 'answered'),
            catchError(() => of('timeout')),
          );
        m.expect(outcome('clearMessages')).toBeObservable('--(a|)', { a: 'answered' });
        m.expect(outcome('purge')).toBeObservable('         ---------(t|)', { t: 'timeout' });
      }),
    );

    it(
      'is not answered without a reply in the script, nor after the connection is lost',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: ['u--#', '-'] }, { replies: { purge: () => timer(4) as never } });
        const chat = clientOf(net, 30_000);
        const names = (error: Error) => of((error as { kind?: string }).kind);
        const outcome = (method: string) => chat.call$<unknown>(method, []).pipe(catchError(names));
        m.expect(outcome('purge')).toBeObservable('---(d|)', { d: 'disconnected' });
        m.expect(outcome('clearMessages')).toBeObservable('---(d|)', { d: 'disconnected' });
        m.expect(chat.call$('clearMessages', [], { timeout: 2 }).pipe(catchError(names))).toBeObservable('--(t|)', {
          t: 'timeout',
        });
      }),
    );
  });

  describe('its sockets', () => {
    /** The events of one socket, as text. */
    const eventsOf = (net: ScriptedSocket, use: (socket: WebSocketLike) => void) =>
      new Observable<string>(subscriber => {
        const socket = new net.WebSocketCtor(`${ONE}?version=1.0`);
        const emit = (what: string) => subscriber.next(`${what} ${socket.readyState}`);
        socket.onopen = () => emit('open');
        socket.onmessage = ({ data }: { data: string }) => emit(JSON.parse(data).type);
        socket.onerror = () => emit('error');
        socket.onclose = ({ code, reason, wasClean }: CloseEvent) => emit(`close ${code} ${reason} ${wasClean}`);
        use(socket);
      });

    it(
      'call no handler within send() or close()',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: ['o'] });
        const within: string[] = [];
        const events = eventsOf(net, socket => {
          m.cold('--s--c').subscribe(step => {
            if (step === 's') socket.send('{"type":"method","method":"ping","arguments":[],"id":0}');
            else socket.close(1000, 'bye');
            within.push(`${step} ${socket.readyState}`);
          });
        });
        const seen = events.pipe(tap(event => within.push(event)));
        m.expect(seen).toBeObservable('o-r--c', { o: 'open 1', r: 'reply 1', c: 'close 1000 bye true 3' });
        m.flush();
        expect(within).to.deep.equal(['open 1', 's 1', 'reply 1', 'c 2', 'close 1000 bye true 3']);
      }),
    );

    for (const script of ['--|', '--#', '--d']) {
      it(
        `are refused by ${script} before they open`,
        marbles(m => {
          const net = new ScriptedSocket({ [ONE]: [script] });
          m.expect(eventsOf(net, () => {})).toBeObservable('--(ec)', { e: 'error 0', c: 'close 1006  false 3' });
        }),
      );
    }

    it(
      'break if they are closed before they open',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: ['--o'] });
        m.expect(eventsOf(net, socket => socket.close())).toBeObservable('(ec)', {
          e: 'error 2',
          c: 'close 1006  false 3',
        });
      }),
    );

    it(
      'never receive the close frame of a silent server',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: ['u-s'] });
        const chat = clientOf(net, 10);
        const ends = chat.closed$.pipe(map(({ code, wasClean }) => `${code} ${wasClean}`));
        m.expect(ends).toBeObservable('1010ms c', { c: '1006 false' });
      }),
    );
  });

  it(
    'waits in a script for longer than a timer can hold',
    marbles(m => {
      const net = new ScriptedSocket({ [ONE]: ['u 50000m |', '-'] });
      const events = new Observable<string>(subscriber => {
        const socket = new net.WebSocketCtor(ONE);
        socket.onclose = () => subscriber.next('closed');
      });
      m.expect(events).toBeObservable('- 50000m c', { c: 'closed' });
    }),
  );

  it('makes no timer that overflows, which would fire at once', async () => {
    const net = new ScriptedSocket({ [ONE]: ['u 50000m |', '-'] });
    const chat = new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor }).boot();
    const warnings: string[] = [];
    const note = ({ name }: Error) => warnings.push(name);
    process.on('warning', note);
    await chat.auth(1);
    await new Promise(resolve => setImmediate(resolve));
    process.off('warning', note);
    await chat.close();
    expect(warnings).to.deep.equal([]);
  });

  it('copies its script, and hands out nothing that a test could change for others', async () => {
    const replies = { auth: () => ({ authenticated: true, roles: ['Mod'] }) };
    const net = new ScriptedSocket({ [ONE]: 'u' }, { replies });
    replies.auth = () => ({ authenticated: true, roles: ['changed'] });
    const chat = new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor }).boot();
    expect((await chat.auth(1, 7, 'key')).roles).to.deep.equal(['Mod']);
    const written = await firstValueFrom(net.written$);
    for (const object of [net.addresses, written, written.args, event('UserJoin', {} as never), close(4006)]) {
      expect(Object.isFrozen(object)).to.equal(true);
    }
    await chat.close();
  });

  it('throws at once for a mistake in a script', () => {
    const said = (make: () => unknown) => (thrownBy(make) as Error).message;
    expect(said(() => new ScriptedSocket({ [ONE]: 'u-q' }))).to.equal(
      '"q" is not an action of a server: there are o, w, u, s, d',
    );
    expect(said(() => new ScriptedSocket({ [ONE]: ['u', 'm'] }, { values: { x: frame('') } }))).to.equal(
      '"m" is not an action of a server: there are o, w, u, s, d, x',
    );
    expect(said(() => new ScriptedSocket({ [ONE]: [] }))).to.equal(
      `the server at "${ONE}" has an empty list of scripts`,
    );
    const net = new ScriptedSocket({ [ONE]: 'u', [TWO]: 'u' });
    expect(said(() => new net.WebSocketCtor('ws://three.test'))).to.equal(
      `no server is scripted at "ws://three.test": there are ${ONE}, ${TWO}`,
    );
  });

  it(
    'R12: plays an outage of ten minutes, in which calls wait, and which are then sent once and in order',
    marbles(m => {
      const net = new ScriptedSocket(
        { [ONE]: 'u 59999ms d 599999ms u', [TWO]: '-' },
        { replies: { msg: text => chatMessage('me', text) } },
      );
      const chat = clientOf(net, 12 * 60_000, { connectTimeout: 1_000 });
      const said$ = m.hot('2m a 3m b', { a: 'one', b: 'two' }).pipe(mergeMap(text => chat.call$('msg', [text])));
      const spoken$ = net.written$.pipe(
        filter(({ method }) => method === 'msg'),
        map(({ address, args }) => `${address} ${args}`),
      );
      m.expect(stateOf(chat)).toBeObservable('(ic) 59996ms r 603249ms c 56749ms (xz)', S);
      m.expect(spoken$).toBeObservable('            663250ms (ab)', { a: `${ONE} one`, b: `${ONE} two` });
      m.expect(said$.pipe(map(textOf))).toBeObservable('663250ms (ab)', { a: 'one', b: 'two' });
    }),
  );

  describe('a socket', () => {
    it(
      'with pings has those of the WebSocket, which a server answers unless it is silent',
      marbles(m => {
        const net = new ScriptedSocket({ [ONE]: ['u 24ms s'] }, { pings: true });
        const chat = clientOf(net, 100, { pingInterval: 10, pingTimeout: 5, backoff: { initial: 1_000, max: 1_000 } });
        const pings: string[] = [];
        const kept = record(chat);
        m.expect(stateOf(chat)).toBeObservable('(ic) 31ms r 64ms (xz)', S);
        timer(60).subscribe(() => {
          for (const { type, at } of kept.entries) if (type === 'ping') pings.push(`${at}`);
          expect(pings).to.deep.equal(['10', '20', '30']);
        });
        m.expect(net.written$).toBeObservable('-');
      }),
    );

    it(
      'has as many bytes buffered as the script says, whatever it sent',
      marbles(m => {
        const values = { f: buffered(100), e: buffered(10) };
        const net = new ScriptedSocket({ [ONE]: ['u-f 12ms e'] }, { values, replies: { msg: () => NEVER } });
        const chat = clientOf(net, 100, { highWater: 50, pingInterval: 0 });
        const say = (text: string) => chat.call$('msg', [text]).subscribe({ error: () => {} });
        timer(1).subscribe(() => say('a'));
        timer(5).subscribe(() => say('b'));
        const sent$ = net.written$.pipe(map(({ args }) => args[0]));
        m.expect(sent$).toBeObservable('-a 23ms b');
      }),
    );
  });
});
