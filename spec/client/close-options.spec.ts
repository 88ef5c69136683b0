import { expect } from 'chai';
import { BeamChat } from '../../lib/beam-chat.js';
import { type CloseOptions, whatIsWrongWith } from '../../lib/client/close-options.js';

/** Takes any value, as a caller without types may pass it. */
const wrongWith = (options: unknown) => whatIsWrongWith(options as CloseOptions)?.message;

describe('the options of close', () => {
  for (const [options, message] of [
    [{ drain: -1 }, 'the option drain of close() must be a number of ms from 0 up, not -1'],
    [{ drain: Number.NaN }, 'the option drain of close() must be a number of ms from 0 up, not NaN'],
    [{ drain: '5' }, 'the option drain of close() must be a number of ms from 0 up, not "5"'],
    [{ code: 1001 }, 'the option code of close() must be 1000 or from 3000 to 4999, not 1001'],
    [{ code: 2999 }, 'the option code of close() must be 1000 or from 3000 to 4999, not 2999'],
    [{ code: 5000 }, 'the option code of close() must be 1000 or from 3000 to 4999, not 5000'],
    [{ code: 3000.5 }, 'the option code of close() must be 1000 or from 3000 to 4999, not 3000.5'],
    [{ reason: 7 }, 'the option reason of close() must be a string of at most 123 bytes, not 7'],
    [
      { reason: 'é'.repeat(62) },
      `the option reason of close() must be a string of at most 123 bytes, not "${'é'.repeat(62)}"`,
    ],
  ] as const) {
    it(`that are ${JSON.stringify(options)} are refused`, () => {
      expect(wrongWith(options)).to.equal(message);
    });
  }

  for (const options of [
    {},
    { drain: 0 },
    { drain: 2 ** 31 },
    { drain: Number.POSITIVE_INFINITY },
    { drain: undefined, code: undefined, reason: undefined },
    { code: 1000, reason: 'a'.repeat(123) },
    { code: 3000 },
    { code: 4999, reason: `${'é'.repeat(61)}!` },
  ]) {
    it(`that are ${JSON.stringify(options)} are good`, () => {
      expect(wrongWith(options)).to.equal(undefined);
    });
  }

  it('that are wrong reject, and close nothing', async () => {
    const chat = new BeamChat(['ws://a']);
    const error = await chat.close({ code: 7 }).catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(TypeError);
    expect(chat.status.state).to.equal('idle');
  });

  for (const options of [null, 'SIGTERM', 1000]) {
    it(`close(${JSON.stringify(options)}) closes, as close() does`, async () => {
      const chat = new BeamChat(['ws://a']);
      await chat.close(options as unknown as CloseOptions);
      expect(chat.status.state).to.equal('closed');
    });
  }
});
