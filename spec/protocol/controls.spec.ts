import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { Controls } from '../../lib/protocol/controls.js';
import { play } from '../kit/session-kit/play.js';

describe('Controls', () => {
  it(
    'R32: emits the messages from the first on, also those that came before it is subscribed to',
    marbles(m => {
      const controls = new Controls();
      const add = (message: string) => () => controls.add(message);
      play(m, '     a-b-----c-d', { a: add('a'), b: add('b'), c: add('c'), d: add('d') });
      m.expect(controls.messages$, '---^-----!').toBeObservable('---(ab)-c-');
      m.expect(controls.messages$, '^----------!').toBeObservable('a-b-----c-d');
    }),
  );

  it('R32: keeps the first 100, which hold the hello, and passes all others on', () => {
    const controls = new Controls();
    for (let at = 0; at < 150; at += 1) controls.add(at);
    const seen: unknown[] = [];
    controls.messages$.subscribe(message => seen.push(message));
    controls.add('live');
    expect([seen.length, seen[0], seen[99], seen[100]]).to.deep.equal([101, 0, 99, 'live']);
  });
});
