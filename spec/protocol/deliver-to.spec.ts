import { expect } from 'chai';
import { Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Link } from '../../lib/link/link.js';
import { deliverTo } from '../../lib/protocol/deliver-to.js';
import type { Receiver, Wire } from '../../lib/protocol/protocol.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';

/** A wire that reads each frame as the name of an event, and a receiver that records the names. */
const stage = () => {
  const names: string[] = [];
  const receiver: Receiver = {
    reply: () => {},
    refusal: () => {},
    event: name => void names.push(name),
    bad: () => {},
  };
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
});
