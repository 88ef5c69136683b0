import type { Status } from 'rx-beam';
import { ChatDouble } from 'rx-beam/testing';
import { Subject } from 'rxjs';
import { traceLines } from './trace-lines';

describe('traceLines', () => {
  it('keeps the newest lines, and counts on', () => {
    const status$ = new Subject<Partial<Status>>();
    let lines: readonly { number: number; text: string }[] = [];
    const reading = traceLines(new ChatDouble({ status$ })).subscribe(each => {
      lines = each;
    });
    for (let i = 0; i < 300; i += 1) status$.next({ state: i % 2 === 0 ? 'reconnecting' : 'connected' });
    expect(lines.length).toBe(200);
    const numbers = lines.map(({ number }) => number);
    expect((numbers.at(-1) ?? 0) - (numbers[0] ?? 0)).toBe(199);
    expect(lines.some(({ text }) => text.includes('status: reconnecting'))).toBe(true);
    const newest = lines;
    reading.unsubscribe();
    status$.next({ state: 'reconnecting' });
    expect(lines).toBe(newest);
  });
});
