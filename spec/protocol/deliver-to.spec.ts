import { expect } from 'chai';
import { finalize, Subject, takeUntil } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Link } from '../../lib/link/link.js';
import { deliverTo } from '../../lib/protocol/deliver-to.js';
import type { Wire } from '../../lib/protocol/protocol.js';
import { RpcFrameReader, type RpcReceiver } from '../../lib/protocol/rpc-frame-reader.js';
import { receiverOf } from '../kit/receiver.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';

/** A wire that reads each frame as the name of an event, and a receiver that records the names. */
const stage = () => {
  const names: string[] = [];
  const receiver = receiverOf({ event: name => void names.push(name) });
  const wire: Wire = { frame: () => '', read: (frame, to) => to.event(String(frame), undefined, frame) };
  return { names, operator: deliverTo(receiver, wire) };
};

describe('deliverTo', () => {
  it(
    'reads the frames of each link while it is subscribed to, and passes the link on',
    marbles(m => {
      const { names, operator } = stage();
      const frames$ = m.hot('  f--g-hi-j');
      const frameSubs = '      --^----!';
      const l = fakeLink(frames$);
      const source = m.cold('  --l----- ', { l });
      const subscribed = '     ^------! ';
      const expected = '       --l----- ';
      m.expect(source.pipe(operator), subscribed).toBeObservable(expected, { l });
      m.expect(frames$).toHaveSubscriptions(frameSubs);
      m.flush();
      expect(names).to.deep.equal(['g', 'h', 'i']);
    }),
  );

  const passed = { 'never emits': '---', 'is empty': '--|', fails: '--#' };
  for (const [what, marble] of Object.entries(passed)) {
    it(
      `passes on a source that ${what}`,
      marbles(m => {
        const source = m.cold<Link>(marble);
        m.expect(source.pipe(stage().operator), '^---!').toBeObservable(marble);
      }),
    );
  }

  it(
    'unsubscribes from the frames when the source errors',
    marbles(m => {
      const { names, operator } = stage();
      const frames$ = m.hot(' -f-g-h');
      const frameSubs = '     ^---!  ';
      const l = fakeLink(frames$);
      m.expect(m.cold('       l---#', { l }).pipe(operator)).toBeObservable('l---#', { l });
      m.expect(frames$).toHaveSubscriptions(frameSubs);
      m.flush();
      expect(names).to.deep.equal(['f', 'g']);
    }),
  );

  it('reads the frames that a later operator causes while the link is passed on', () => {
    const { names, operator } = stage();
    const frames$ = new Subject<string>();
    const source$ = new Subject<Link>();
    source$.pipe(operator).subscribe(() => frames$.next('at once'));
    source$.next(fakeLink(frames$));
    expect(names).to.deep.equal(['at once']);
  });

  it(
    'continues when the frames complete or error: only the source ends the link',
    marbles(m => {
      for (const marble of ['f|', 'f#']) {
        const l = fakeLink(m.cold(marble));
        m.expect(m.cold('l', { l }).pipe(stage().operator), '^---!').toBeObservable('l', { l });
      }
    }),
  );

  describe('to a receiver that wants to know its connection', () => {
    const aware = () => {
      const told: string[] = [];
      const receiver: RpcReceiver = {
        ...receiverOf({ event: name => void told.push(name) }),
        opened: (link, given) => void told.push(`opened ${link.address} ${given === wire}`),
        ended: () => void told.push('ended'),
        createReader: given => new RpcFrameReader(receiver, given),
      };
      const wire: Wire = { frame: () => '', read: (frame, to) => to.event(String(frame), undefined, frame) };
      return { told, operator: deliverTo(receiver, wire) };
    };
    const whole = ['opened wss://chat.test true', 'f', 'ended'];

    it(
      'R30: it hears that the connection is open before its first frame, and once that it is over',
      marbles(m => {
        const { told, operator } = aware();
        const l = fakeLink(m.cold('(f)'));
        m.expect(m.cold('l', { l }).pipe(operator), '^---!').toBeObservable('l', { l });
        m.flush();
        expect(told).to.deep.equal(whole);
      }),
    );

    it(
      'R30: also when the source errors, after the frames that came before',
      marbles(m => {
        const { told, operator } = aware();
        const l = fakeLink(m.cold('(f)'));
        m.expect(m.cold('l-#', { l }).pipe(operator)).toBeObservable('l-#', { l });
        m.flush();
        expect(told).to.deep.equal(whole);
      }),
    );

    it('R12: an event that was held behind a reply is delivered before the end', () => {
      const { told } = aware();
      const receiver: RpcReceiver = {
        ...receiverOf({ reply: () => void told.push('reply'), event: () => void told.push('event') }),
        opened: () => {},
        ended: () => void told.push('ended'),
        createReader: given => new RpcFrameReader(receiver, given),
      };
      const read: Wire['read'] = (frame, to) =>
        frame === 'reply' ? to.reply(1, 2, frame) : to.event('e', undefined, frame);
      const frames$ = new Subject<string>();
      const source$ = new Subject<Link>();
      source$.pipe(deliverTo(receiver, { frame: () => '', read })).subscribe({ error: () => told.push('error') });
      source$.next(fakeLink(frames$, undefined, { segment: () => 1 }));
      for (const frame of ['reply', 'event']) frames$.next(frame);
      expect(told).to.deep.equal(['reply']);
      source$.error('lost');
      expect(told).to.deep.equal(['reply', 'event', 'error', 'ended']);
    });
  });

  for (const how of ['is unsubscribed', 'errors', 'is ended by a later operator']) {
    it(`R34: tells the receiver of the end once, when the link ${how}, and after its teardown`, () => {
      const log: string[] = [];
      const receiver: RpcReceiver = {
        ...receiverOf({}),
        opened: () => {},
        ended: () => void log.push('ended'),
        createReader: given => new RpcFrameReader(receiver, given),
      };
      const wire: Wire = { frame: () => '', read: () => {} };
      const link$ = new Subject<Link>();
      const source$ = link$.pipe(finalize(() => log.push('torn down')));
      const later$ = new Subject<void>();
      const subscription = source$
        .pipe(deliverTo(receiver, wire), takeUntil(later$))
        .subscribe({ error: () => log.push('error') });
      link$.next(fakeLink(new Subject()));
      expect(log).to.deep.equal([]);
      if (how === 'is unsubscribed') subscription.unsubscribe();
      if (how === 'errors') link$.error(new Error('gone'));
      if (how === 'is ended by a later operator') later$.next();
      expect(log.filter(each => each !== 'error')).to.deep.equal(['torn down', 'ended']);
    });
  }
});
