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

  const bad: [options: unknown, what: string][] = [
    [null, 'options that are no object: null'],
    [20, 'options that are no object: 20'],
    [{ timeOut: 5 }, 'an option of that name: "timeOut"'],
    [{ timeout: -1 }, 'a timeout that is no number of ms from 0 up: -1'],
    [{ timeout: Number.NaN }, 'a timeout that is no number of ms from 0 up: NaN'],
    [{ timeout: '5' }, 'a timeout that is no number of ms from 0 up: "5"'],
    [{ signal: null }, 'a signal that is no AbortSignal: null'],
    [{ signal: new AbortController() }, 'a signal that is no AbortSignal: an object'],
  ];
  for (const [options, what] of bad) {
    it(`cannot be ${what}`, () => {
      expect(whatIsWrongWith('msg', options as CallOptions)).to.be.instanceOf(TypeError);
      expect(wrong(options)).to.equal(`the call of "msg" cannot have ${what}`);
    });
  }

  it('are told from arguments by their names', () => {
    expect([...CALL_OPTIONS].sort()).to.deep.equal(['force', 'noReply', 'resend', 'signal', 'timeout']);
  });
});
