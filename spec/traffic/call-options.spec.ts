import { expect } from 'chai';
import { CALL_OPTIONS, type CallOptions, NO_OPTIONS, whatIsWrongWith } from '../../lib/traffic/call-options.js';

const wrong = (options: unknown): string | undefined => whatIsWrongWith('msg', options as CallOptions)?.message;

describe('the options of a call', () => {
  const good: Record<string, unknown> = {
    none: NO_OPTIONS,
    all: { noReply: true, force: false, timeout: 5, signal: new AbortController().signal, resend: true },
    'a timeout that never ends': { timeout: Number.POSITIVE_INFINITY },
    'a timeout of 0': { timeout: 0 },
    'undefined values': { timeout: undefined, signal: undefined, force: undefined },
    'a signal of another realm': { signal: { addEventListener: () => {} } },
  };
  for (const [what, options] of Object.entries(good)) {
    it(`may be ${what}`, () => expect(wrong(options)).to.equal(undefined));
  }

  const bad: [options: unknown, message: string][] = [
    [null, 'the options of "msg" must be an object, not null'],
    [20, 'the options of "msg" must be an object, not 20'],
    [[], 'the options of "msg" must be an object, not an array of 0'],
    [{ timeOut: 5 }, 'there is no option "timeOut" of "msg": there are noReply, force, timeout, signal, resend'],
    [{ timeout: -1 }, 'the option timeout of "msg" must be a number of ms from 0 up, not -1'],
    [{ timeout: Number.NaN }, 'the option timeout of "msg" must be a number of ms from 0 up, not NaN'],
    [{ timeout: '5' }, 'the option timeout of "msg" must be a number of ms from 0 up, not "5"'],
    [{ signal: null }, 'the option signal of "msg" must be an AbortSignal, not null'],
    [{ signal: new AbortController() }, 'the option signal of "msg" must be an AbortSignal, not an object'],
  ];
  for (const [options, message] of bad) {
    it(`are refused: ${message}`, () => {
      expect(whatIsWrongWith('msg', options as CallOptions)).to.be.instanceOf(TypeError);
      expect(wrong(options)).to.equal(message);
    });
  }

  it('are told from arguments by their names', () => {
    expect([...CALL_OPTIONS].sort()).to.deep.equal(['force', 'noReply', 'resend', 'signal', 'timeout']);
  });
});
