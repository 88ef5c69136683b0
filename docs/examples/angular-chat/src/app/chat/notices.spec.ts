import { TestBed } from '@angular/core/testing';
import { BEAM_CHAT } from 'rx-beam/angular';
import { ChatDouble } from 'rx-beam/testing';
import { map } from 'rxjs';
import { marbles } from '../../testing/marbles';
import { Notices } from './notices';

describe('Notices', () => {
  it(
    'stay for five seconds, or until the next one',
    marbles(({ hot, expectObservable }) => {
      const user = { user_name: 'bob', user_id: 8, user_roles: ['User'] };
      const events = { UserTimeout: hot('2s t', { t: { user, duration: 60_000 } }) };
      TestBed.configureTestingModule({
        providers: [{ provide: BEAM_CHAT, useValue: new ChatDouble({ events }) }, Notices],
      });
      const notices = TestBed.inject(Notices);
      hot('a').subscribe(() => notices.say('Done.'));
      const present$ = hot('1s x 1999ms x 3s x 1999ms x').pipe(map(() => notices.present()));
      expectObservable(present$).toBe('1s 0 1999ms 1 3s 1 1999ms 2', [
        'Done.',
        'You may not write for 60 seconds.',
        undefined,
      ]);
    }),
  );
});
