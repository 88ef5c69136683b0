import { said } from '../../testing/said';
import { shown } from '../../testing/shown';
import { type Line, messageLine } from './line';
import { withHistory } from './with-history';

const log = (text: string): Line[] => (text === '' ? [] : text.split(' ').map(id => messageLine(messageOf(id))));
/** A name in capitals is a whisper. */
const messageOf = (id: string) => {
  const message = said(id);
  if (id === id.toLowerCase()) return message;
  return { ...message, target: 'bob', message: { ...message.message, meta: { whisper: true } } };
};

describe('withHistory', () => {
  for (const [before, history, after, why] of [
    ['', 'a b', 'a b', 'nothing was there'],
    ['a b', '', 'a b', 'the server has nothing'],
    ['a b', 'a b', 'a b', 'nothing was missed'],
    ['a b', 'b c d', 'a b c d', 'the newest were missed'],
    ['a d', 'b c d', 'a b c d', 'some in the middle were missed'],
    ['x y', 'b c', 'x y b c', 'more was missed than the server has'],
    ['a b c', 'a c', 'a c', 'one was removed meanwhile'],
    ['a W c', 'a b c d', 'a W b c d', 'whispers stay where they were'],
    ['a b W', 'a b c', 'a b W c', 'and the last of them too'],
  ] as const) {
    it(`${why}: ${before} and ${history}`, () => {
      expect(shown(withHistory(history === '' ? [] : history.split(' ').map(messageOf))(log(before)))).toBe(after);
    });
  }

  it('is the very same log when there is no news', () => {
    const same = log('a b');
    expect(withHistory([said('a'), said('b')])(same)).toBe(same);
  });
});
