import { computed, Injectable, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { BeamChat } from 'rx-beam';
import { injectBeamChat } from 'rx-beam/angular';
import { map, merge, type Observable, scan, startWith } from 'rxjs';
import { Me } from '../visit/me';
import type { Log } from './line';
import { Lines } from './lines';
import { rankOf } from './roles';

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly string[];
}

/** People by id: those who are here, and of those who have left that they did. */
type Those = ReadonlyMap<number, Person | 'gone'>;
type Change = (those: Those) => Those;

/** Who comes and goes. */
export const comings = (chat: BeamChat): Observable<Those> => {
  const changes$: Observable<Change> = merge(
    chat.events$('UserJoin').pipe(map(({ id, username: name, roles }) => put(id, { id, name, roles }))),
    chat.events$('UserUpdate').pipe(map(({ user, roles }) => changed(user, roles))),
    chat.events$('UserLeave').pipe(map(({ id }) => put(id, 'gone'))),
  );
  return changes$.pipe(
    scan((those, change) => change(those), new Map() as Those),
    startWith(new Map() as Those),
  );
};

const put =
  (id: number, person: Person | 'gone'): Change =>
  those =>
    new Map(those).set(id, person);

const changed =
  (id: number, roles: readonly string[]): Change =>
  those => {
    const known = those.get(id);
    return known === undefined || known === 'gone' ? those : put(id, { ...known, roles })(those);
  };

/** Those who wrote: the server tells nobody who was here before. */
const authors = (log: Log): Map<number, Person> => {
  const those = new Map<number, Person>();
  for (const line of log) {
    if (line.kind === 'note') continue;
    const { user_id: id, user_name: name, user_roles: roles } = line.message;
    those.set(id, { id, name, roles });
  }
  return those;
};

/** Who is here, as far as one can know: the strongest first, then by name. */
@Injectable()
export class People {
  readonly #me = inject(Me);
  readonly #lines = inject(Lines);
  readonly #comings = toSignal(comings(injectBeamChat()), { requireSync: true });

  readonly all = computed(() => {
    const those = new Map<number, Person | 'gone'>([...authors(this.#lines.all()), ...this.#comings()]);
    const user = this.#me.user();
    if (user !== undefined) those.set(user.id, { id: user.id, name: user.username, roles: this.#me.roles() });
    return [...those.values()]
      .filter(person => person !== 'gone')
      .sort((one, two) => rankOf(two.roles) - rankOf(one.roles) || one.name.localeCompare(two.name));
  });
}
