import { TestBed } from '@angular/core/testing';
import { BEAM_CHAT } from 'rx-beam/angular';
import { ChatDouble, chatMessage } from 'rx-beam/testing';
import { map } from 'rxjs';
import { marbles } from '../../testing/marbles';
import { Me } from '../visit/me';
import { Lines } from './lines';
import { Outbox } from './outbox';
import { People } from './people';

const person = (id: number, username: string, roles = ['User']) => ({ originatingChannel: 42, id, username, roles });

describe('People', () => {
  it(
    'are those who wrote or came, until they leave, and we',
    marbles(({ hot, cold, expectObservable }) => {
      const chat = new ChatDouble({
        replies: { history: cold(' -h         ', { h: [chatMessage('cid', 'Hello', { user_id: 9 })] }) },
        events: {
          UserJoin: hot('          ---b       ', { b: person(8, 'bob') }),
          UserUpdate: hot('        30ms u     ', { u: { user: 8, roles: ['Mod', 'User'] } }),
          UserLeave: hot('         35ms l     ', { l: person(9, 'cid') }),
        },
      });
      TestBed.configureTestingModule({
        providers: [{ provide: BEAM_CHAT, useValue: chat }, Lines, Me, Outbox, People],
      });
      TestBed.inject(Me).joined({
        endpoints: [],
        permissions: [],
        roles: ['Owner'],
        user: { id: 7, username: 'ada', roles: [] },
      });
      const people = TestBed.inject(People);
      const names$ = hot('          x 20ms x 20ms x').pipe(
        map(() =>
          people
            .all()
            .map(({ name }) => name)
            .join(' '),
        ),
      );
      expectObservable(names$).toBe('0 20ms 1 20ms 2', ['ada', 'ada bob cid', 'ada bob']);
    }),
  );
});
