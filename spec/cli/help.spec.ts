import { expect } from 'chai';
import { run } from './child.js';

describe('rx-beam --help', function () {
  this.timeout(20_000);

  for (const [args, shows] of [
    [['--help'], /demo.*serve.*chat/s],
    [['demo', '--help'], /two clients/],
    [['serve', '--help'], /--endpoints.*--port.*--users.*--reusable-authkeys/s],
    [['chat', '--help'], /--user.*--endpoint.*--channel.*--authkey.*--json.*RX_BEAM_AUTHKEY/s],
    [['--version'], /^\d+\.\d+\.\d+/],
  ] as const) {
    it(`tells of ${args.join(' ')}`, async () => {
      const { code, output } = await run(args);
      expect(output.join('\n')).to.match(shows);
      expect(code).to.equal(0);
    });
  }

  it('is shown where no command is given, which is an error', async () => {
    const { code, errors } = await run([]);
    expect(errors.join('\n')).to.match(/Usage: rx-beam/);
    expect(code).to.equal(1);
  });
});
