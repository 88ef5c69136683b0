import { expect } from 'chai';
import { ReplyError } from '../../lib/errors.js';
import { Secrets } from '../../lib/text/secrets.js';
import { notAccepted, refusalOf } from '../../lib/traffic/subscription-errors.js';
import { factsOf } from '../kit/facts.js';

const request = { id: 7, method: 'news', args: ['a'] };
const REFUSED = { name: 'ReplyError', method: 'news', id: 7, kind: 'refused', delivery: 'answered' };
const secrets = new Secrets();
secrets.remember(['hunter22']);

describe('the errors of subscriptions', () => {
  const refusals: [error: unknown, says: string][] = [
    ['no', 'the server refused "news": "no"'],
    [{ code: -1, message: 'not now' }, 'the server refused "news": -1 "not now"'],
    [{ message: 'not for hunter22' }, 'the server refused "news": "not for …"'],
    [null, 'the server refused "news": null'],
  ];
  for (const [error, says] of refusals) {
    it(`R26, R33: a refusal holds ${JSON.stringify(error)} as sent, and its message no secret`, () => {
      const refusal = refusalOf(request, error, secrets);
      expect(refusal).to.be.instanceOf(ReplyError);
      expect(factsOf(refusal)).to.deep.equal({ ...REFUSED, message: says, ...{ error } });
      expect(refusal.error).to.equal(error);
    });
  }

  const causes: [cause: unknown, says: string][] = [
    [new Error('no such event'), 'no such event'],
    [new Error('not for hunter22'), 'not for …'],
    ['hunter22', '"…"'],
    [undefined, 'undefined'],
  ];
  for (const [cause, says] of causes) {
    it(`R26, R33: an answer without a key holds the data as sent, and says why: ${says}`, () => {
      const data = { a: 'hunter22' };
      const error = notAccepted(request, data, cause, secrets);
      expect(error).to.be.instanceOf(ReplyError);
      expect(error.error).to.equal(data);
      const message = `the server did not accept "news": ${says}`;
      expect(factsOf(error)).to.deep.equal({ ...REFUSED, message, error: data });
    });
  }
});
