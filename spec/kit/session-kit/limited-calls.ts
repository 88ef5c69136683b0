import { Subject } from 'rxjs';
import type { Frame } from '../../../lib/link/link.js';
import type { CallSettings } from '../../../lib/traffic/call.js';
import type { SpoolOptions } from '../../../lib/traffic/spool.js';
import { type Limits, stageCalls } from './calls.js';
import { fakeLink } from './fake-link.js';
import { FakeSession } from './fake-session.js';

/** The name of a call in a frame; a frame that is no call is named by what it says. */
const nameOf = (frame: Frame): string => /"method":"([^"]+)"/.exec(frame as string)?.[1] ?? (frame as string);

/** Calls with limits, and connections whose links count frames: `sent$` emits the method of each frame that leaves. */
export const stageLimited = (limits: Limits, spool: Partial<SpoolOptions> = {}) => {
  const staged = stageCalls(spool, limits);
  const { calls, replies, nextId, secrets } = staged;
  const sent$ = new Subject<string>();
  const sent: string[] = [];
  sent$.subscribe(name => sent.push(name));

  /** Another connection, before its set-up. */
  const dial = () => {
    const raw = fakeLink(undefined, undefined, {
      send: frame => {
        sent$.next(nameOf(frame));
        return true;
      },
    });
    const link = calls.limits?.link(raw) ?? raw;
    const session = new FakeSession(replies, nextId, secrets);
    session.takes = frame => link.send(frame);
    return { link, session };
  };
  const connect = () => {
    const { link, session } = dial();
    const isOpened = calls.open(session);
    return { link, session, isOpened };
  };
  const lose = () => {
    calls.limits?.unlinked();
    calls.shut();
  };
  const makeAll = (methods: string, settings: Partial<CallSettings> = {}) =>
    [...methods].map(method => staged.make(method, settings));
  return { ...staged, sent$, sent, dial, connect, lose, makeAll };
};

/** The same; what a spec leaves waiting is closed after it, with its timers. */
export const onLimitedStage = (): typeof stageLimited => {
  const staged: ReturnType<typeof stageLimited>[] = [];
  afterEach(() => {
    for (const { calls } of staged.splice(0)) calls.closeAll();
  });
  return (limits, spool) => {
    const stage = stageLimited(limits, spool);
    staged.push(stage);
    return stage;
  };
};
