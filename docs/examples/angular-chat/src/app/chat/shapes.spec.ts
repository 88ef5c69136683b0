import { TestBed } from '@angular/core/testing';
import { BEAM_CHAT } from 'rx-beam/angular';
import { ChatDouble } from 'rx-beam/testing';
import { merge, Subject } from 'rxjs';
import { said } from '../../testing/said';
import { shown } from '../../testing/shown';
import type { Log } from './line';
import { messageLog } from './message-log';
import { Notices } from './notices';
import { presenceOf } from './people';
import { pollsOf } from './polls';

const NAMES =
  'DeleteMessage PurgeMessage ClearMessages UserJoin UserUpdate UserLeave UserTimeout PollStart PollEnd'.split(' ');

describe('data of an unexpected shape', () => {
  for (const data of [
    null,
    undefined,
    7,
    'text',
    [],
    {},
    [null],
    { id: 1, user: 1, user_id: 1, duration: '1', message: null, clearer: null, moderator: null, roles: null },
    { ...said('x'), user_roles: null },
    { ...said('x'), message: { message: [null], meta: {} } },
    { ...said('x'), message: { message: [], meta: null } },
    { q: 'Tea?', endsAt: 1, answers: ['yes'], author: {}, responses: null, responsesByIndex: ['many'] },
  ]) {
    it(`ends no pipeline: ${JSON.stringify(data)}`, () => {
      const data$ = new Subject<never>();
      const message$ = new Subject<ReturnType<typeof said>>();
      const events = { ...Object.fromEntries(NAMES.map(name => [name, data$])), ChatMessage: merge(data$, message$) };
      const chat = new ChatDouble({ events, replies: { history: () => data as never } });
      TestBed.configureTestingModule({ providers: [{ provide: BEAM_CHAT, useValue: chat }, Notices] });
      const notices = TestBed.inject(Notices);
      const errors: unknown[] = [];
      const error = (each: unknown) => errors.push(each);
      let log: Log = [];
      messageLog(chat, data$).subscribe({ next: each => (log = each), error });
      merge(presenceOf(chat), pollsOf(chat)).subscribe({ error });
      data$.next(data as never);
      message$.next(said('m'));
      expect(errors).toEqual([]);
      expect(shown(log).endsWith('m')).toBe(true);
      expect(notices.present()).toBeUndefined();
    });
  }
});
