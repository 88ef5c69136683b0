import { expect } from 'chai';
import { refusalMessage, sayServerError } from '../../lib/text/server-error.js';

describe('what a ReplyError says of the server’s error', () => {
  const errors: [error: unknown, said: string][] = [
    ['UACCESS', '"UACCESS"'],
    ['', '""'],
    [{ code: 4005, message: 'too fast' }, '4005 "too fast"'],
    [{ code: 4005 }, '4005'],
    [{ message: 'too fast' }, '"too fast"'],
    [{ reason: 'shown nowhere' }, 'an object'],
    [['shown nowhere'], 'an array of 1'],
    [404, '404'],
    [true, 'true'],
  ];
  for (const [error, said] of errors) {
    it(`is ${said} for ${JSON.stringify(error)}`, () => expect(sayServerError(error)).to.equal(said));
  }

  it('names the method', () => {
    expect(refusalMessage('msg', 'UACCESS')).to.equal('the server refused "msg": "UACCESS"');
  });
});
