import { expect } from 'chai';
import { editDistance, mostSimilar } from '../../../lib/cli/chat/most-similar.js';

describe('editDistance', () => {
  for (const [a, b, distance] of [
    ['', '', 0],
    ['who', 'who', 0],
    ['', 'who', 3],
    ['vte', 'vote', 1],
    ['voote', 'vote', 1],
    ['vite', 'vote', 1],
    ['whsiper', 'whisper', 1],
    ['kitten', 'sitting', 3],
  ] as const) {
    it(`is ${distance} from "${a}" to "${b}"`, () => expect(editDistance(a, b)).to.equal(distance));
  }
});

describe('mostSimilar', () => {
  const words = ['me', 'who', 'now', 'whisper', 'history'];

  it('finds what was meant, whatever its case', () => {
    expect(mostSimilar('histroy', words)).to.equal('history');
    expect(mostSimilar('Whispr', words)).to.equal('whisper');
    expect(mostSimilar('hwo', words)).to.equal('who');
  });

  it('proposes no word with which most of what was typed would be wrong', () => {
    for (const typed of ['', 'x', 'mx', 'foo', 'whispering', 'y'.repeat(65_536)]) {
      expect(mostSimilar(typed, words), typed).to.equal(undefined);
    }
  });
});
