import { expect } from 'chai';
import { Child, run } from './child.js';

/** Loaded before the command: neither RxJS nor `ws` can be loaded. Both take longer than the rest of the help. */
const NO_LIBRARIES = `import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(\`export const resolve = (name, context, next) => {
  if (/^(rxjs|ws)($|\\\\/)/.test(name)) throw new Error('loaded ' + name);
  return next(name, context);
}\`));`;

describe('rx-beam --help', function () {
  this.timeout(20_000);

  for (const [args, shows] of [
    [['--help'], /demo.*serve.*chat.*Examples:\n.*rx-beam serve/s],
    [['demo', '--help'], /two clients.*Examples:\n.*rx-beam demo/s],
    [['serve', '--help'], /--endpoints.*--port.*--origin.*--users.*--reusable-authkeys.*--quiet.*Examples:\n/s],
    [['chat', '--help'], /--user.*--endpoint.*--channel.*--authkey.*--json.*RX_BEAM_AUTHKEY.*Examples:\n/s],
    [['--version'], /^\d+\.\d+\.\d+/],
  ] as const) {
    it(`tells of ${args.join(' ')}`, async () => {
      const { code, output } = await run(args);
      expect(output.join('\n')).to.match(shows);
      for (const line of output) expect(line.length, line).to.be.at.most(80);
      expect(code).to.equal(0);
    });
  }

  for (const args of [['--help'], ['demo', '--help'], ['serve', '--help'], ['chat', '--help'], ['--version']]) {
    it(`loads no library for ${args.join(' ')}`, async () => {
      const child = new Child(args, { node: ['--import', `data:text/javascript,${encodeURIComponent(NO_LIBRARIES)}`] });
      expect([await child.exit(), child.errors]).to.deep.equal([0, []]);
    });
  }

  it('loads them for a command', async () => {
    const child = new Child(['demo'], {
      node: ['--import', `data:text/javascript,${encodeURIComponent(NO_LIBRARIES)}`],
    });
    expect(await child.exit()).to.equal(1);
    expect(child.errors).to.deep.equal(['rx-beam: loaded rxjs']);
  });

  it('is shown where no command is given, which is an error', async () => {
    const { code, errors } = await run([]);
    expect(errors.join('\n')).to.match(/Usage: rx-beam/);
    expect(code).to.equal(1);
  });
});
