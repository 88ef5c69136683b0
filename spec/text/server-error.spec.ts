import { expect } from 'chai';
import { refusalMessage, sayServerError } from '../../lib/text/server-error.js';

describe('sayServerError', () => {
  const cases: [title: string, error: unknown, said: string][] = [
    ['a text', 'Slow down', '"Slow down"'],
    ['an empty text', '', '""'],
    ['a number', 4006, '4006'],
    ['code and message', { code: 4006, message: 'no key server' }, '4006 "no key server"'],
    ['a code as a text', { code: 'UACCESS', message: 'banned' }, '"UACCESS" "banned"'],
    ['a code alone', { code: 'UACCESS' }, '"UACCESS"'],
    ['a message alone', { message: 'banned' }, '"banned"'],
    ['an object of neither', { authkey: 'k3y' }, 'an object'],
    ['code and message that are objects', { code: ['k3y'], message: { key: 'k3y' } }, 'an array of 1 an object'],
    ['a list', ['k3y'], 'an array of 1'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
  ];
  for (const [title, error, said] of cases) {
    it(`R13: says of ${title}: ${said}`, () => expect(sayServerError(error)).to.equal(said));
  }

  it('R13: shortens what is long', () => {
    expect(sayServerError({ code: 1, message: 'x'.repeat(10_000) })).to.have.length.below(200);
  });
});

describe('refusalMessage', () => {
  it('R13: names the method, and says what the server said', () => {
    expect(refusalMessage('msg', { code: 4004, message: 'no' })).to.equal('the server refused "msg": 4004 "no"');
  });
});
