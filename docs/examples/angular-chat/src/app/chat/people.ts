import { computed, Injectable, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { BeamChat } from 'rx-beam';
import { injectBeamChat } from 'rx-beam/angular';
import { filter, map, merge, type Observable, scan, startWith } from 'rxjs';
import { Me } from '../visit/me';
import type { Log } from './line';
import { Lines } from './lines';
import { rankOf } from './roles';
import { hasId, isJoin, isUpdate } from './shapes';

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly string[];
}

/** People by id. Those who left stay in it as `gone`, since they may still be authors of messages in the log. */
type PeopleById = ReadonlyMap<number, Person | 'gone'>;
type Change = (people: PeopleById) => PeopleById;

/** Who has come and left since the app connected. */
export const presenceOf = (chat: BeamChat): Observable<PeopleById> => {
  const changes$: Observable<Change> = merge(
    chat.events$('UserJoin').pipe(
      filter(isJoin),
      map(({ id, username: name, roles }) => put(id, { id, name, roles })),
    ),
    chat.events$('UserUpdate').pipe(
      filter(isUpdate),
      map(({ user, roles }) => changed(user, roles)),
    ),
    chat.events$('UserLeave').pipe(
      filter(hasId),
      map(({ id }) => put(id, 'gone')),
    ),
  );
  return changes$.pipe(
    scan((people, change) => change(people), new Map() as PeopleById),
    startWith(new Map() as PeopleById),
  );
};

const put =
  (id: number, person: Person | 'gone'): Change =>
  people =>
    new Map(people).set(id, person);

const changed =
  (id: number, roles: readonly string[]): Change =>
  people => {
    const known = people.get(id);
    return known === undefined || known === 'gone' ? people : put(id, { ...known, roles })(people);
  };

/** The authors of the messages in the log: the protocol does not say who was here before. */
const authors = (log: Log): Map<number, Person> => {
  const people = new Map<number, Person>();
  for (const line of log) {
    if (line.kind === 'note') continue;
    const { user_id: id, user_name: name, user_roles: roles } = line.message;
    people.set(id, { id, name, roles });
  }
  return people;
};

/** The people in the channel, as far as the app can know: sorted by rank, then by name. */
@Injectable()
export class People {
  readonly #me = inject(Me);
  readonly #lines = inject(Lines);
  readonly #presence = toSignal(presenceOf(injectBeamChat()), { requireSync: true });

  readonly all = computed(() => {
    const people = new Map<number, Person | 'gone'>([...authors(this.#lines.all()), ...this.#presence()]);
    const user = this.#me.user();
    if (user !== undefined) people.set(user.id, { id: user.id, name: user.username, roles: this.#me.roles() });
    return [...people.values()]
      .filter(person => person !== 'gone')
      .sort((one, two) => rankOf(two.roles) - rankOf(one.roles) || one.name.localeCompare(two.name));
  });
}
