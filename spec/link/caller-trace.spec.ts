import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';

const run = promisify(execFile);

/** The environment is looked up once, so that each spec of it needs a process of its own. */
const SCRIPT = `
import { CallError, ConnectionError } from '${join(ROOT, 'lib/errors.ts')}';
import { traceCaller } from '${join(ROOT, 'lib/link/caller-trace.ts')}';

const facts = { method: 'msg', id: 0, kind: 'closed', delivery: 'never' };
const heard = [];
const reject = error => heard.push(error);
let traced;
function call() { traced = traceCaller(reject, call); }
function userCode() { call(); }
userCode();
const mine = new CallError('closed', facts);
const other = new ConnectionError('lost');
const before = other.stack;
for (const each of [mine, other, 'text', undefined]) traced(each);
console.log(JSON.stringify({
  isSame: traced === reject,
  heard: heard[0] === mine && heard[1] === other && heard[2] === 'text' && heard[3] === undefined && heard.length === 4,
  stack: mine.stack,
  othersAreLeft: other.stack === before,
}));`;

interface Traced {
  readonly isSame: boolean;
  readonly heard: boolean;
  readonly stack: string;
  readonly othersAreLeft: boolean;
}

const traced = async (NODE_ENV: string | undefined): Promise<Traced> => {
  const flags = ['--import', 'tsx/esm', '--conditions=rx-beam-source', '--input-type=module'];
  const { NODE_ENV: _, ...inherited } = process.env;
  const env = NODE_ENV === undefined ? inherited : { ...inherited, NODE_ENV };
  const { stdout } = await run(process.execPath, [...flags, '-e', SCRIPT], { cwd: ROOT, env, timeout: 60_000 });
  return JSON.parse(stdout) as Traced;
};

describe('traceCaller', function () {
  this.timeout(60_000);

  for (const environment of ['development', 'test']) {
    it(`R13: adds the line of the call to the stack of its CallError, with NODE_ENV ${environment}`, async () => {
      const { isSame, heard, stack, othersAreLeft } = await traced(environment);
      expect({ isSame, heard, othersAreLeft }).to.deep.equal({ isSame: false, heard: true, othersAreLeft: true });
      const [above = '', below = ''] = stack.split('\n    --- where the call was made ---\n');
      expect(above).to.match(/^CallError: closed\n/);
      // The client's own frames, up to that of the method called, are left out.
      expect(below.split('\n')[0]).to.match(/^ +at userCode /);
    });
  }

  for (const environment of ['production', undefined]) {
    it(`R13: costs nothing with NODE_ENV ${environment}: the function itself is given back`, async () => {
      const { isSame, heard, stack } = await traced(environment);
      expect({ isSame, heard }).to.deep.equal({ isSame: true, heard: true });
      expect(stack).not.to.include('where the call was made');
    });
  }
});
