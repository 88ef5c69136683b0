import { expect } from 'chai';
import { clientDefaults, resolveClientOptions } from '../lib/options.js';

describe('the options of every client', () => {
  it('are the defaults, where nothing is given', () => {
    expect(resolveClientOptions({}, clientDefaults)).to.deep.equal(clientDefaults);
    expect(clientDefaults.resend).to.deep.equal([]);
    expect(clientDefaults.shouldReconnect()).to.equal(true);
  });

  it('fill in what is missing of backoff, spool and ws', () => {
    const { backoff, spool, ws } = resolveClientOptions(
      { backoff: { max: 7 }, spool: { limit: 1 }, ws: { a: 1 } },
      clientDefaults,
    );
    expect(backoff).to.deep.equal({ initial: 500, max: 7 });
    expect(spool).to.deep.equal({ ...clientDefaults.spool, limit: 1 });
    expect(ws).to.deep.equal({ maxPayload: 1_048_576, a: 1 });
  });

  it('are copies, frozen where they are objects', () => {
    const given = { protocols: ['a'], resend: ['m'], backoff: { initial: 1 } };
    const resolved = resolveClientOptions(given, clientDefaults);
    given.protocols.push('b');
    given.resend.push('n');
    given.backoff.initial = 2;
    expect(resolved).to.deep.include({ protocols: ['a'], resend: ['m'], backoff: { initial: 1, max: 30_000 } });
    for (const each of [resolved.protocols, resolved.resend, resolved.backoff, resolved.spool, resolved.ws]) {
      expect(Object.isFrozen(each)).to.equal(true);
    }
  });

  it('are refused by the path of what is impossible', () => {
    expect(() => resolveClientOptions({ spool: { limit: -1 } }, clientDefaults)).to.throw(TypeError, 'spool.limit');
    expect(() => resolveClientOptions({ backoff: { initial: -1 } }, clientDefaults)).to.throw(
      TypeError,
      'backoff.initial',
    );
  });
});
