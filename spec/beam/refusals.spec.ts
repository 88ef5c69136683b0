import { expect } from 'chai';
import { codeOf, isTrouble, withMaskedMessage, withoutSecrets } from '../../lib/beam/refusals.js';
import { ReplyError } from '../../lib/errors.js';

const refused = (error: unknown) => new ReplyError('auth', 3, error);

describe('refusals', () => {
  const codes: [error: unknown, code: string | number | undefined][] = [
    ['UNOTFOUND', 'UNOTFOUND'],
    [4006, 4006],
    [{ code: 4006, message: 'later' }, 4006],
    [{ code: 'UACCESS' }, 'UACCESS'],
    [{ message: 'no code' }, undefined],
    [{ code: { nested: true } }, undefined],
    [null, undefined],
    [true, undefined],
  ];
  for (const [error, code] of codes) {
    it(`the code of ${JSON.stringify(error)} is ${code}`, () => expect(codeOf(error)).to.equal(code));
  }

  it('R11: only 4006 is trouble on the server’s side', () => {
    expect([4006, { code: 4006 }].map(isTrouble)).to.deep.equal([true, true]);
    expect(['4006', 4005, { code: 'UNOTFOUND' }, undefined].map(isTrouble)).to.deep.equal([false, false, false, false]);
  });

  const args = [42, 7, 'k3y', 'acc3ss'];
  const masks: [error: unknown, masked: unknown][] = [
    ['k3y is wrong', '… is wrong'],
    [
      { code: 'k3y', message: 'acc3ss or k3y?', data: 'k3y' },
      { code: '…', message: '… or …?' },
    ],
    [{ code: 4005 }, { code: 4005 }],
    [4005, 4005],
    [null, null],
  ];
  for (const [error, masked] of masks) {
    it(`R26: ${JSON.stringify(error)} without its keys is ${JSON.stringify(masked)}`, () => {
      const { method, id, error: shown } = withoutSecrets(refused(error), args);
      expect({ method, id, shown }).to.deep.equal({ method: 'auth', id: 3, shown: masked });
    });
  }

  it('R26: a key that holds another is masked whole', () => {
    expect(withoutSecrets(refused('k3y-long, k3y'), [42, 7, 'k3y', 'k3y-long']).error).to.equal('…, …');
  });

  it('R26: an empty or a missing key masks nothing', () => {
    expect(withoutSecrets(refused('no such user'), [42, 7, '', undefined]).error).to.equal('no such user');
  });

  it('R26: the caller gets the error as sent, in a message without its keys', () => {
    const { error, message } = withMaskedMessage(refused('k3y is wrong'), args);
    expect([error, message]).to.deep.equal(['k3y is wrong', 'the server refused "auth": "… is wrong"']);
  });
});
