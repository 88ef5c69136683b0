import { expect } from 'chai';
import { map, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { river } from '../../lib/client/river.js';
import { AuthenticationFailedError, ConnectionError } from '../../lib/errors.js';
import { stageParts } from '../kit/client-parts.js';
import { asFields } from '../kit/facts.js';
import { play } from '../kit/session-kit/play.js';

const values = { a: 'wss://a.test', b: 'wss://b.test' };

describe('river', () => {
  it(
    'R2: emits a session when the socket is open and the set-up is done, and never completes',
    marbles(m => {
      const { client, sockets } = stageParts();
      const session$ = river(client).pipe(map(({ address }) => address));
      const steps = '       -o--w--------';
      const expected = '    ----a--------';
      const unsub = '       ^-----------!';
      play(m, steps, { o: sockets.opens, w: sockets.welcomes });
      m.expect(session$, unsub).toBeObservable(expected, values);
      m.flush();
      expect(sockets.newest().log).to.deep.equal(['send hello ada', 'close 1000']);
    }),
  );

  it(
    'R3, R4: goes to the next address from a dial that fails and a session that is lost, and round',
    marbles(m => {
      const { client, sockets, closed } = stageParts();
      const session$ = river(client).pipe(map(({ address }) => address));
      const steps = '       --d--c---d--c---';
      const expected = '    -----b------a---';
      play(m, steps, { d: sockets.drops, c: sockets.connects });
      m.expect(session$, '^--------------!').toBeObservable(expected, values);
      m.flush();
      expect(sockets.made.map(({ given: [url] }) => url)).to.deep.equal([values.a, values.b, values.a]);
      // Only a socket that had opened; the last one is left, not lost.
      expect(closed.map(({ address, code }) => [address, code])).to.deep.equal([
        [values.b, 1006],
        [values.a, 1006],
      ]);
    }),
  );

  it(
    'R12: sends what was spooled before it emits the session',
    marbles(m => {
      const { client, sockets, call } = stageParts();
      const sent$ = river(client).pipe(map(() => sockets.sent().flat()));
      const steps = '       ab-c-';
      const expected = '    ---s-';
      play(m, steps, { a: () => call('first'), b: () => call('second'), c: sockets.connects });
      m.expect(sent$, '^---!').toBeObservable(expected, { s: ['[1,"first"]', '[2,"second"]'] });
    }),
  );

  it(
    'R3: a silent server is an error, and the next address is tried',
    marbles(m => {
      const { client, sockets } = stageParts({ options: { pingInterval: 20, pingTimeout: 10 } });
      const address$ = river(client).pipe(map(({ address }) => address));
      const steps = '       -c 100ms c---';
      const expected = '    -a 100ms b---';
      play(m, steps, { c: sockets.connects });
      m.expect(address$, '^ 101ms --!').toBeObservable(expected, values);
      m.flush();
      expect(sockets.sent()[0], 'by the method of this protocol').to.deep.equal(['[1,"knock"]']);
    }),
  );

  it(
    'R11: errors when the set-up is refused for good, and dials no more',
    marbles(m => {
      const refusal = new AuthenticationFailedError('no', { address: values.a });
      const { client, sockets, errors } = stageParts({ setUp$: throwError(() => refusal) });
      play(m, '--o-', { o: sockets.opens });
      const facts = { name: 'AuthenticationFailedError', address: values.a };
      m.expect(river(client).pipe(asFields)).toBeObservable('--#', undefined, facts);
      m.flush();
      expect(sockets.made).to.have.length(1);
      expect(errors, 'who is subscribed reports it').to.deep.equal([]);
    }),
  );

  it(
    'R11: any other error of the set-up is reported, and leads to the next address',
    marbles(m => {
      const trouble = new ConnectionError('not now', { address: values.a });
      const { client, sockets, errors } = stageParts({ setUp$: throwError(() => trouble) });
      play(m, '--o-', { o: sockets.opens });
      m.expect(river(client), '^--!').toBeObservable('----');
      m.flush();
      expect(sockets.made).to.have.length(2);
      expect(errors).to.deep.equal([trouble]);
    }),
  );

  it(
    'unsubscribing is the only close: an open socket says farewell',
    marbles(m => {
      const { client, sockets } = stageParts({ farewell: { code: 4000, reason: 'bye' } });
      play(m, '-c-', { c: sockets.connects });
      m.expect(river(client).pipe(map(({ address }) => address)), '^--!').toBeObservable('-a-', values);
      m.flush();
      expect(sockets.newest().log.slice(0, 2)).to.deep.equal(['send hello ada', 'close 4000 bye']);
    }),
  );
});
