import { expect } from 'chai';
import { Child, run } from './child.js';

/** Loaded before the command: no port can be had. */
const NO_PORTS = `import { Server } from 'node:net';
Server.prototype.listen = function () { throw new Error('no port for anybody'); };`;
/** Loaded before the command: nobody can join. */
const NO_JOIN = `globalThis.fetch = async () => { throw new Error('nobody joins'); };`;

const preload = (code: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(code)}`];

describe('rx-beam demo', function () {
  this.timeout(30_000);
  afterEach(() => Child.killAll());

  it('exits with 0 when everything happened', async () => {
    const { code, output, errors } = await run(['demo']);
    expect(errors).to.deep.equal([]);
    expect(output.at(-1)).to.equal('done      everything happened');
    expect(code).to.equal(0);
  });

  for (const [what, code, says] of [
    ['a server that cannot start', NO_PORTS, /^rx-beam: the server cannot listen at .*: no port for anybody$/],
    ['a step that does not happen', NO_JOIN, /^rx-beam: timed out waiting for ada$/],
  ] as const) {
    it(`says ${what} in one line, and exits with 1`, async () => {
      const child = new Child(['demo'], { node: preload(code) });
      expect(await child.exit()).to.equal(1);
      expect(child.errors).to.have.length(1);
      expect(child.errors[0]).to.match(says);
    });
  }
});
