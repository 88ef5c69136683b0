import { expect } from 'chai';
import { BehaviorSubject, filter, firstValueFrom } from 'rxjs';
import { readLines } from '../../../lib/cli/chat/read-lines.js';

const always = () => Promise.resolve();

/** Chunks, and how many of them were read. */
class Chunks {
  read = 0;

  async *of(...chunks: string[]): AsyncGenerator<string> {
    for (const chunk of chunks) {
      this.read += 1;
      yield chunk;
    }
  }
}

describe('readLines', () => {
  it('reads every line, also one without a line break at the end', async () => {
    const lines: string[] = [];
    for await (const line of readLines(new Chunks().of('one\ntw', 'o\nthree'), always)) lines.push(line);
    expect(lines).to.deep.equal(['one', 'two', 'three']);
  });

  it('gives no line and reads no chunk until it is ready', async () => {
    const waiting$ = new BehaviorSubject(0);
    const whenReady = () => firstValueFrom(waiting$.pipe(filter(count => count < 2)));
    const chunks = new Chunks();
    const lines = readLines(chunks.of('1\n2\n3\n', '4\n', '5\n'), whenReady);
    const given: string[] = [];
    const all = (async () => {
      for await (const line of lines) {
        given.push(line);
        waiting$.next(waiting$.value + 1);
      }
    })();
    await new Promise(resolve => setImmediate(resolve));
    expect([given, chunks.read]).to.deep.equal([['1', '2'], 1]);
    waiting$.next(1);
    await new Promise(resolve => setImmediate(resolve));
    expect([given, chunks.read]).to.deep.equal([['1', '2', '3'], 2]);
    waiting$.next(0);
    await new Promise(resolve => setImmediate(resolve));
    waiting$.next(0);
    await all;
    expect(given).to.deep.equal(['1', '2', '3', '4', '5']);
  });
});
