import { expect } from 'chai';
import { Observable, tap } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { inZone } from '../../lib/angular/in-zone.js';
import { TracedZone } from './traced-zone.js';

describe('inZone', () => {
  for (const source of ['--a--b--|', '--a--b--#', '-', '|', '(ab|)', '#']) {
    it(
      `mirrors ${source}`,
      marbles(m => {
        const zone = new TracedZone().asNgZone;
        m.expect(m.cold(source).pipe(inZone(zone))).toBeObservable(source);
      }),
    );
  }

  it(
    'unsubscribes from its source',
    marbles(m => {
      const source = m.hot('--a--b--c--');
      const subs = '         ^-----!';
      m.expect(source.pipe(inZone(new TracedZone().asNgZone)), subs).toBeObservable('--a--b');
      m.expect(source).toHaveSubscriptions(subs);
    }),
  );

  it('subscribes and unsubscribes outside the zone, and emits inside it', () => {
    const zone = new TracedZone();
    const places: string[] = [];
    const note = (what: string) => () => void places.push(`${what} ${zone.at}`);
    const source$ = new Observable(subscriber => {
      note('subscribe')();
      subscriber.next('a');
      return note('unsubscribe');
    });
    source$
      .pipe(inZone(zone.asNgZone), tap(note('value')))
      .subscribe()
      .unsubscribe();
    zone.at = 'inside';
    source$
      .pipe(inZone(zone.asNgZone), tap(note('value')))
      .subscribe()
      .unsubscribe();
    expect(places).to.deep.equal([
      'subscribe outside',
      'value inside',
      'unsubscribe outside',
      'subscribe outside',
      'value inside',
      'unsubscribe outside',
    ]);
  });

  it('completes and errors inside the zone', () => {
    const zone = new TracedZone();
    const places: string[] = [];
    const end = () => void places.push(zone.at);
    const ending = (end: '|' | '#') =>
      new Observable(subscriber => (end === '|' ? subscriber.complete() : subscriber.error(new Error('over'))));
    ending('|').pipe(inZone(zone.asNgZone)).subscribe({ complete: end });
    ending('#').pipe(inZone(zone.asNgZone)).subscribe({ error: end });
    expect(places).to.deep.equal(['inside', 'inside']);
  });
});
