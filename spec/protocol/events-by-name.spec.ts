import { expect } from 'chai';
import { take } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { EventsByName } from '../../lib/protocol/events-by-name.js';
import { mapsMadeBy } from '../kit/maps-made-by.js';

/** Names, some of which are members of every object. */
const NAMES = ['ChatMessage', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'error', 'connected', ''];

describe('EventsByName', () => {
  it(
    'gives each subscriber the data of its event name',
    marbles(m => {
      const events = new EventsByName();
      const emit = (name: string, data: string) => () => events.emit(name, data);
      const acts = { a: emit('A', 'a'), b: emit('B', 'b'), A: emit('A', 'A'), x: emit('X', 'x') };
      m.hot('        -a-b-A-x-a-', acts).subscribe(act => act());
      const early = '^-------!  ';
      const late = ' ----^-----!';
      m.expect(events.on('A'), early).toBeObservable('-a---A-----');
      m.expect(events.on('A'), late).toBeObservable(' -----A---a-');
      m.expect(events.on('B'), early).toBeObservable('---b-------');
      m.expect(events.on('Z'), early).toBeObservable('-----------');
    }),
  );

  for (const name of NAMES) {
    it(`R23: a name like ${JSON.stringify(name)} is a name like any other`, () => {
      const events = new EventsByName();
      const seen: unknown[] = [];
      for (const each of NAMES) events.emit(each, 'nobody listens');
      const subscription = events.on(name).subscribe(data => seen.push(data));
      for (const each of NAMES) events.emit(each, each);
      subscription.unsubscribe();
      for (const each of NAMES) events.emit(each, 'nobody listens');
      expect(seen).to.deep.equal([name]);
    });
  }

  it('R23: data of any kind is passed on as it is', () => {
    const events = new EventsByName();
    const seen: unknown[] = [];
    const data = [undefined, null, false, { deep: [] }];
    events.on('E').subscribe(each => seen.push(each));
    for (const each of data) events.emit('E', each);
    expect(seen).to.deep.equal(data);
    expect(seen[3]).to.equal(data[3]);
  });

  it('can be unsubscribed from and subscribed to inside a handler', () => {
    const events = new EventsByName();
    const seen: string[] = [];
    events
      .on('E')
      .pipe(take(1))
      .subscribe(() => {
        events.on('E').subscribe(data => seen.push(`inner ${data}`));
      });
    events.on('E').subscribe(data => seen.push(`outer ${data}`));
    events.emit('E', 1);
    events.emit('E', 2);
    expect(seen).to.deep.equal(['outer 1', 'outer 2', 'inner 2']);
  });

  it(
    'completes every subscriber',
    marbles(m => {
      const events = new EventsByName();
      m.hot('--c', { c: () => events.complete() }).subscribe(act => act());
      for (const name of NAMES) m.expect(events.on(name)).toBeObservable('--|');
    }),
  );

  it('R27: keeps nothing for a name that has no subscriber now, or never had one', () => {
    const events = new EventsByName();
    const names = Array.from({ length: 100 }, (_, n) => `name ${n}`);
    const subscribe = () => mapsMadeBy(() => names.map(name => events.on(name).subscribe()));
    const { made: first, maps } = subscribe();
    const { made: second } = subscribe();
    const sizes = () => maps.map(({ size }) => size);
    for (const name of names) events.emit(`not ${name}`, undefined);
    expect(sizes()).to.deep.equal([100]);
    for (const subscription of first) subscription.unsubscribe();
    expect(sizes()).to.deep.equal([100]);
    for (const subscription of second) subscription.unsubscribe();
    expect(sizes()).to.deep.equal([0]);
    const { maps: later } = subscribe();
    events.complete();
    expect(
      later.map(({ size }) => size),
      'a Map without names is not kept',
    ).to.deep.equal([0]);
  });

  it('R20: the work per event does not grow with the subscribed names', () => {
    const events = new EventsByName();
    const NAMED = 20_000;
    let seen = 0;
    const see = () => {
      seen += 1;
    };
    for (let n = 0; n < NAMED; n += 1) events.on(`name ${n}`).subscribe(see);
    const start = performance.now();
    for (let n = 0; n < 200_000; n += 1) events.emit(`name ${n % NAMED}`, undefined);
    expect(seen).to.equal(200_000);
    // A filter for each name would run 4 000 000 000 times.
    expect(performance.now() - start).to.be.below(3_000);
  });

  it(
    'completes late subscribers at once when everything has completed',
    marbles(m => {
      const events = new EventsByName();
      events.complete();
      m.expect(events.on('E')).toBeObservable('|');
    }),
  );
});
