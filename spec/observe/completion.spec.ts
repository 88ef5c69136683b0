import { marbles } from 'rxjs-marbles/mocha/index.js';
import { completion } from '../../lib/observe/completion.js';

describe('completion', () => {
  it(
    'emits when a stream completes, and nothing of it before',
    marbles(m => {
      m.expect(completion(m.hot('-a-b|'))).toBeObservable('----(t|)', { t: true });
    }),
  );
});
