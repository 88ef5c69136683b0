import { expect } from 'chai';
import { ActiveFaults, closeFrame, type FaultName, faultNames, resolveSetting } from '../../lib/server/faults.js';

describe('faults', () => {
  it('have these names', () => {
    expect([...faultNames].sort()).to.deep.equal(
      [
        'refuse',
        'hang',
        'httpError',
        'neverWelcome',
        'lateWelcome',
        'drop',
        'close',
        'closeAfterWelcome',
        'freeze',
        'slow',
        'delayReplies',
        'suppressReplies',
        'duplicateReplies',
        'reorderReplies',
        'garbage',
        'binary',
        'oversize',
        'refuseAuth',
        'authServerError',
        'silentAuth',
      ].sort(),
    );
  });

  const wrong: [FaultName, unknown][] = [
    ['hang', true],
    ['httpError', 200],
    ['httpError', '503'],
    ['lateWelcome', -1],
    ['close', 1005],
    ['close', 999],
    ['close', 1000.5],
    ['close', null],
    ['close', { code: 5000 }],
    ['closeAfterWelcome', { reason: 'x'.repeat(124) }],
    ['slow', Number.NaN],
    ['slow', 2 ** 31],
    ['lateWelcome', 2 ** 31],
    ['delayReplies', 2 ** 31],
    ['reorderReplies', 2 ** 31],
    ['suppressReplies', 'msg'],
    ['suppressReplies', [7]],
    ['garbage', 0],
    ['binary', 'x'],
    ['oversize', 10],
    ['refuseAuth', null],
    ['authServerError', 7],
  ];
  for (const [name, setting] of wrong)
    it(`${name} does not take ${JSON.stringify(setting)}`, () =>
      expect(() => resolveSetting(name, setting as never)).to.throw(TypeError, name));

  it('say what their setting must be', () => {
    const says = (name: string, setting: unknown, message: string) =>
      expect(() => resolveSetting(name as FaultName, setting as never)).to.throw(TypeError, message);
    says('slow', -1, 'the setting of the fault slow must be a whole number from 0 to 2147483647, not -1');
    says('hang', true, 'the setting of the fault hang must be left out, not true');
    says('nope', undefined, 'there is no fault "nope": there are refuse, hang');
  });

  it('have default settings', () => {
    expect(resolveSetting('httpError')).to.equal(503);
    expect(resolveSetting('refuseAuth')).to.equal('UNOTFOUND');
    expect(resolveSetting('suppressReplies')).to.equal('all');
    expect(resolveSetting('oversize')).to.equal(2 ** 20 + 1);
  });

  it('complete a close frame', () => {
    expect(closeFrame(1001)).to.deep.equal({ code: 1001, reason: '' });
    expect(closeFrame({ reason: 'bye' })).to.deep.equal({ code: 1000, reason: 'bye' });
  });

  it('are active until healed, by name or all', () => {
    const faults = new ActiveFaults();
    faults.set('slow', 9);
    faults.set('hang', undefined);
    expect([faults.has('slow'), faults.get('slow'), faults.has('hang'), faults.has('freeze')]).to.deep.equal([
      true,
      9,
      true,
      false,
    ]);
    faults.heal('slow');
    expect([faults.has('slow'), faults.has('hang')]).to.deep.equal([false, true]);
    faults.heal();
    expect(faults.has('hang')).to.equal(false);
  });
});
