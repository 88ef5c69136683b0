import { expect } from 'chai';
import type { traceCaller as TraceCaller } from '../../lib/client/caller-trace.js';
import { CallError } from '../../lib/errors.js';

const NODE_ENV = 'NODE_ENV';
const before = process.env[NODE_ENV];
let copies = 0;

/** The module as it is loaded in that environment, which it looks up once. */
const loadedIn = async (environment: string | undefined): Promise<typeof TraceCaller> => {
  if (environment === undefined) delete process.env[NODE_ENV];
  else process.env[NODE_ENV] = environment;
  copies += 1;
  const copy = `../../lib/client/caller-trace.js?${copies}`;
  const { traceCaller } = (await import(copy)) as { traceCaller: typeof TraceCaller };
  traceCaller(
    () => {},
    () => {},
  );
  return traceCaller;
};

const failure = () => new CallError('it failed', { method: 'msg', id: 1, kind: 'closed', delivery: 'never' });

describe('traceCaller', () => {
  afterEach(() => {
    if (before === undefined) delete process.env[NODE_ENV];
    else process.env[NODE_ENV] = before;
  });

  for (const environment of ['development', 'test']) {
    it(`adds the line that made the call to its error, in ${environment}`, async () => {
      const traceCaller = await loadedIn(environment);
      let error: unknown;
      const lineOfTheCaller = () => makesTheCall();
      const makesTheCall = () => traceCaller(each => (error = each), makesTheCall);
      lineOfTheCaller()(failure());
      const [own = '', made = ''] = (error as Error).stack?.split('--- where the call was made ---') ?? [];
      expect(own).to.contain('it failed');
      expect(made).to.contain('lineOfTheCaller').and.not.contain('makesTheCall');
    });
  }

  it('leaves what is no CallError as it is: it may be the server’s own', async () => {
    const traceCaller = await loadedIn('test');
    const given = new TypeError('the server says no');
    const { stack } = given;
    const rejected: unknown[] = [];
    const makesTheCall = () => traceCaller(error => rejected.push(error), makesTheCall);
    const reject = makesTheCall();
    for (const error of [given, 'no', undefined]) reject(error);
    expect(rejected).to.deep.equal([given, 'no', undefined]);
    expect(given.stack).to.equal(stack);
  });

  for (const environment of [undefined, 'production']) {
    it(`is what was given, and captures no stack, where NODE_ENV is ${environment}`, async () => {
      const reject = () => {};
      expect((await loadedIn(environment))(reject, loadedIn)).to.equal(reject);
    });
  }
});
