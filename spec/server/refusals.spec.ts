import { expect } from 'chai';
import { Refusal, refusalNames, wireError } from '../../lib/server/refusals.js';
import { stage } from './raw-client.js';

describe('a refusal', () => {
  const { listen, enter } = stage();

  it('is an object if it has a code, in the mixer era', () => {
    expect(wireError(new Refusal('badRequest', 'No.'), 'mixer')).to.deep.equal({ code: 4004, message: 'No.' });
    expect(wireError(new Refusal('notFound'), 'mixer')).to.equal('UNOTFOUND');
  });

  it('is a string in the beam era', () => {
    for (const name of refusalNames) expect(wireError(new Refusal(name), 'beam')).to.be.a('string');
    expect(wireError(new Refusal('badRequest', 'No.'), 'beam')).to.equal('No.');
  });

  it('is replaced by the option errors', () => {
    expect(wireError(new Refusal('badRequest'), 'mixer', { badRequest: { code: 1 } })).to.deep.equal({ code: 1 });
    expect(wireError(new Refusal('badRequest'), 'mixer', { notFound: 1 })).to.have.property('code', 4004);
  });

  it('has the codes that clients know', () => {
    const codes = Object.fromEntries(refusalNames.map(name => [name, new Refusal(name).code]));
    expect(codes).to.include({
      unknown: 4000,
      userNotFound: 4001,
      cannotPurge: 4002,
      messageNotFound: 4003,
      badRequest: 4004,
      tooManyCalls: 4005,
      authTrouble: 4006,
      rankTooLow: 4007,
    });
  });

  it('follows the settings of the server', async () => {
    const server = await listen({ era: 'beam', errors: { tooLong: { code: 1, message: 'long' } } });
    const ada = await enter(server, 42, 'ada');
    expect((await ada.call('nope')).error).to.equal('Unknown method "nope".');
    expect((await ada.call('msg', 'x'.repeat(361))).error).to.deep.equal({ code: 1, message: 'long' });
  });
});
