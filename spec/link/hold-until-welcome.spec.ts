import { expect } from 'chai';
import { asyncScheduler, EMPTY, map, Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { holdUntilWelcome } from '../../lib/link/hold-until-welcome.js';
import type { Link } from '../../lib/link/link.js';
import { asFields } from '../kit/facts.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';

const isWelcome = (frame: unknown) => frame === 'w';

/** Links that are held, and what came over those that were passed on, and when: the reader subscribes as `deliverTo` does. */
const stage = (over: Partial<Link> = {}) => {
  const frames$ = new Subject<unknown>();
  const links$ = new Subject<Link>();
  const log: string[] = [];
  const passed: Link[] = [];
  const subscription = links$.pipe(holdUntilWelcome(isWelcome)).subscribe(link => {
    passed.push(link);
    link.frames$.subscribe(frame => {
      log.push(String(frame));
      if (frame === 'a') link.send('answer to a');
    });
    log.push('prepared');
  });
  const note = (what: string) => {
    log.push(what);
    // A socket that answers within its `send`.
    if (what === 'send answer to a') frames$.next('z');
  };
  const source = { ...fakeLink(frames$, note), frames$, ...over };
  links$.next(source);
  const receive = (...frames: string[]) => {
    for (const frame of frames) frames$.next(frame);
  };
  return { source, passed, log, receive, subscription };
};

describe('holdUntilWelcome', () => {
  it(
    'R44: passes a link on when the welcome comes',
    marbles(m => {
      const frames = '       --x-w-x-';
      const expected = '     ----L---';
      const links$ = m.cold('l', { l: fakeLink(m.cold(frames)) }).pipe(holdUntilWelcome(isWelcome));
      m.expect(links$.pipe(map(() => 'L'))).toBeObservable(expected);
    }),
  );

  it(
    'R44: and never, where none comes; its end is passed on',
    marbles(m => {
      const links$ = m.cold('l----#', { l: fakeLink(m.cold('--x-x-')) }).pipe(holdUntilWelcome(isWelcome));
      m.expect(links$).toBeObservable('-----#');
    }),
  );

  it('R44: the frames that came before follow in order, once the link was taken, and those after them at once', () => {
    const { log, receive } = stage();
    receive('x', 'y');
    expect(log).to.deep.equal([]);
    receive('w');
    expect(log).to.deep.equal(['prepared', 'x', 'y', 'w']);
    receive('b');
    expect(log.at(-1)).to.equal('b');
  });

  it('R44: what comes while they follow waits for its turn', () => {
    const { log, receive } = stage();
    receive('a', 'b', 'w', 'c');
    expect(log).to.deep.equal(['prepared', 'a', 'send answer to a', 'b', 'w', 'z', 'c']);
  });

  it('R44: a second welcome is a frame like any other', () => {
    const { log, passed, receive } = stage();
    receive('w', 'w');
    expect(passed).to.have.length(1);
    expect(log).to.deep.equal(['prepared', 'w', 'w']);
  });

  it('a link whose server says farewell already is not passed on', () => {
    const { log, receive } = stage({ isOpen: () => false });
    receive('w', 'w');
    expect(log).to.deep.equal([]);
  });

  it('R27: nothing follows once it is unsubscribed, in the middle of it too', () => {
    const { log, receive, subscription } = stage();
    receive('x');
    subscription.unsubscribe();
    receive('w');
    expect(log).to.deep.equal([]);
  });

  it('a reader that comes later gets what comes then', () => {
    const frames$ = new Subject<unknown>();
    const links: Link[] = [];
    const links$ = new Subject<Link>();
    links$.pipe(holdUntilWelcome(isWelcome)).subscribe(link => links.push(link));
    links$.next({ ...fakeLink(), frames$ });
    for (const frame of ['x', 'w', 'y']) frames$.next(frame);
    const read: unknown[] = [];
    links[0]?.frames$.subscribe(frame => read.push(frame));
    frames$.next('z');
    expect(read).to.deep.equal(['z']);
  });

  it(
    'R27: a server that sends more than 1,000 frames and no welcome is an error',
    marbles(m => {
      const links$ = new Subject<Link>();
      const frames$ = new Subject<unknown>();
      const link = { ...fakeLink(), frames$ };
      asyncScheduler.schedule(() => links$.next(link), 1);
      asyncScheduler.schedule(() => {
        for (let n = 0; n < 1_000; n += 1) frames$.next('x');
      }, 2);
      asyncScheduler.schedule(() => frames$.next('x'), 3);
      const error = { name: 'ConnectionError', address: 'wss://chat.test' };
      m.expect(links$.pipe(holdUntilWelcome(isWelcome), asFields)).toBeObservable('---#', {}, error);
    }),
  );

  it('is otherwise the link that it was', () => {
    const log: string[] = [];
    const over = {
      isOpen: () => true,
      segment: () => 7,
      bufferedAmount: () => 8,
      heardAt: () => 9,
      heard: () => 10,
      pong$: EMPTY,
      afterPromises: () => void log.push('afterPromises'),
    };
    const { passed, receive, source, log: sent } = stage(over);
    receive('w');
    const link = passed[0] as Link;
    expect([link.address, link.pong$]).to.deep.equal([source.address, EMPTY]);
    expect([link.isOpen(), link.segment(), link.bufferedAmount()]).to.deep.equal([true, 7, 8]);
    expect([link.heardAt(), link.heard()]).to.deep.equal([9, 10]);
    link.afterPromises(() => {});
    expect([link.send('frame'), link.ping()]).to.deep.equal([true, true]);
    expect([...log, ...sent.slice(2)]).to.deep.equal(['afterPromises', 'send frame', 'ping']);
  });
});
