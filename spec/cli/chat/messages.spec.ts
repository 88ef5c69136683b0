import { expect } from 'chai';
import { map, Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { ChatOutput } from '../../../lib/cli/chat/chat-output.js';
import { Messages } from '../../../lib/cli/chat/messages.js';
import type { BeamChat } from '../../../lib/index.js';

const NEVER_ANSWERED = new Promise<never>(() => {});

/** `a` for a new message, `(a)` for one from the history. */
const brief = (output: ChatOutput): string => {
  if (output.type !== 'message') return output.type;
  const { id } = output.data as { id: string };
  return output.past ? `(${id})` : id;
};

const client = (parts: { status$: unknown; connected$: unknown; call: () => Promise<unknown> }): BeamChat =>
  parts as unknown as BeamChat;

describe('Messages', () => {
  it(
    'shows new messages 2 s after the connection, if the history is not answered',
    marbles(m => {
      const status$ = m.hot('    --c--------------', { c: { state: 'connected' } });
      const connected$ = m.hot(' --c--------------');
      const live = m.hot('       ---a 1997ms b 1s c');
      const expected = '         2002ms (ab) 996ms c';
      const messages = new Messages(client({ status$, connected$, call: () => NEVER_ANSWERED }), 20);
      messages.start();
      live.subscribe(id => messages.live({ id }));
      m.expect(messages.output$.pipe(map(brief))).toBeObservable(m.cold(expected));
    }),
  );

  it(
    'waits anew on the next connection, for the same request',
    marbles(m => {
      const status$ = m.hot('    --c 3s     r---c', { c: { state: 'connected' }, r: { state: 'reconnecting' } });
      const connected$ = m.hot(' --c 3s     ----c');
      const live = m.hot('       --- 2500ms a 499ms ------b');
      const expected = '         --- 2500ms a 499ms ---- 2s b';
      const requests: unknown[] = [];
      const call = () => {
        requests.push(m.scheduler.now());
        return NEVER_ANSWERED;
      };
      const messages = new Messages(client({ status$, connected$, call }), 20);
      messages.start();
      live.subscribe(id => messages.live({ id }));
      m.expect(messages.output$.pipe(map(brief))).toBeObservable(m.cold(expected));
      m.flush();
      expect(requests).to.deep.equal([0]);
    }),
  );

  describe('with a server that answers', () => {
    const shown: string[] = [];
    let answer: (history: unknown) => void;
    let messages: Messages;
    beforeEach(() => {
      shown.length = 0;
      const history = new Promise<unknown>(resolve => {
        answer = resolve;
      });
      const parts = { status$: new Subject(), connected$: new Subject(), call: () => history };
      messages = new Messages(client(parts), 20);
      messages.output$.pipe(map(brief)).subscribe(text => shown.push(text));
      messages.start();
    });
    const answered = async (history: unknown): Promise<void> => {
      answer(history);
      await new Promise(resolve => setImmediate(resolve));
    };

    it('shows the history first, then what was said meanwhile, and nothing twice', async () => {
      messages.live({ id: 'c' });
      expect(shown).to.deep.equal([]);
      await answered([{ id: 'a' }, { id: 'c' }]);
      messages.live({ id: 'd' });
      expect(shown).to.deep.equal(['(a)', '(c)', 'd']);
    });

    it('shows a history that comes late, without what was shown before it', async () => {
      messages.live({ id: 'b' });
      messages.flush();
      messages.live({ id: 'c' });
      await answered([{ id: 'a' }, { id: 'b' }]);
      expect(shown).to.deep.equal(['b', 'c', '(a)']);
    });

    it('shows new messages whatever the answer is', async () => {
      messages.live({ id: 'b' });
      await answered({ no: 'list' });
      expect(shown).to.deep.equal(['b']);
    });
  });
});
