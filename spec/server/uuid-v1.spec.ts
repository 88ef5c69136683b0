import { expect } from 'chai';
import { TestScheduler } from 'rxjs/testing';
import { uuidV1Source } from '../../lib/server/uuid-v1.js';

describe('a UUID of version 1', () => {
  it('says when it was made', () => {
    new TestScheduler(() => {}).run(() => {
      expect(uuidV1Source(() => 0)()).to.equal('13814000-1dd2-11b2-8000-010000000000');
      expect(uuidV1Source(() => 0.999999999999999)()).to.match(/^13814000-1dd2-11b2-bfff-01ffffffffff$/);
    });
  });

  it('is never given twice, not even in one moment', () => {
    const next = uuidV1Source(Math.random);
    expect(new Set(Array.from({ length: 1000 }, next)).size).to.equal(1000);
  });
});
