import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { WarningPromise } from '../../lib/emitter/warning-promise.js';
import { CallError } from '../../lib/index.js';
import { reportsDuring } from '../kit/reports.js';

const failure = new CallError('it failed', { method: 'msg', id: 1, kind: 'disconnected', delivery: 'unknown' });
const rejected = (error: unknown = failure, method = 'msg') =>
  new WarningPromise<never>((_, reject) => reject(error), method);
const rejectedLater = (error: unknown = failure) =>
  new WarningPromise<never>((_, reject) => setImmediate(() => reject(error)), 'msg');
const ADVICE = '(no code handles this failure: add a catch to the call)';
const nothing = (): void => {};

describe('the promise of a call', () => {
  for (const [when, make] of [
    ['at once', rejected],
    ['later', rejectedLater],
  ] as const) {
    it(`R24: rejected ${when} and not used, causes one warning and no unhandled rejection`, async () => {
      const reports = await reportsDuring(() => void make());
      expect(reports).to.deep.equal({ unhandled: [], warnings: [`CallError: it failed ${ADVICE}`] });
    });

    const uses: readonly (readonly [name: string, use: (promise: Promise<never>) => unknown])[] = [
      ['await', async promise => expect(await promise.catch(error => error)).to.equal(failure)],
      ['try and await', async promise => void (await awaited(promise))],
      ['catch', promise => promise.catch(nothing)],
      ['then with two functions', promise => promise.then(nothing, nothing)],
      ['finally and catch', promise => promise.finally(nothing).catch(nothing)],
      ['Promise.all', promise => Promise.all([promise]).catch(nothing)],
      ['Promise.race', promise => Promise.race([promise]).catch(nothing)],
      ['Promise.any', promise => Promise.any([promise]).catch(nothing)],
      ['Promise.allSettled', promise => Promise.allSettled([promise])],
      ['Promise.resolve', promise => Promise.resolve(promise).catch(nothing)],
      ['another promise', promise => new Promise(resolve => resolve(promise)).catch(nothing)],
      ['the return of an async function', promise => (async () => promise)().catch(nothing)],
    ];
    for (const [name, use] of uses) {
      it(`R24: rejected ${when} and used by ${name}, causes neither`, async () => {
        expect(await reportsDuring(() => void use(make()))).to.deep.equal({ unhandled: [], warnings: [] });
      });
    }

    const halfUses: readonly (readonly [name: string, use: (promise: Promise<never>) => unknown])[] = [
      ['then without a second function', promise => promise.then(nothing)],
      ['finally', promise => promise.finally(nothing)],
      ['await', async promise => await promise],
      ['Promise.all', promise => Promise.all([promise])],
    ];
    for (const [name, use] of halfUses) {
      it(`R24: rejected ${when} and used by ${name} without a catch, causes an unhandled rejection`, async () => {
        const reports = await reportsDuring(() => void use(make()));
        expect(reports).to.deep.equal({ unhandled: [failure], warnings: [] });
      });
    }
  }

  it('can be used after its warning, and then rejects like any other promise', async () => {
    const promise = rejected();
    const { warnings } = await reportsDuring(nothing);
    expect(warnings).to.have.length(1);
    expect(await awaited(promise)).to.equal(failure);
  });

  it('causes no warning when it resolves', async () => {
    const made: Promise<unknown>[] = [];
    const reports = await reportsDuring(() => made.push(new WarningPromise(resolve => resolve(1), 'msg')));
    expect(reports).to.deep.equal({ unhandled: [], warnings: [] });
    expect(await made[0]).to.equal(1);
  });

  it('is a Promise, and then() returns a native one', async () => {
    const promise = new WarningPromise<number>(resolve => resolve(1), 'msg');
    expect(promise).to.be.instanceOf(Promise);
    for (const next of [promise.then(nothing), promise.catch(nothing), promise.finally(nothing)]) {
      expect(Object.getPrototypeOf(next)).to.equal(Promise.prototype);
    }
    expect(inspect(promise)).to.include('1');
  });

  it('keeps the async context of the code that uses it', async () => {
    const storage = new AsyncLocalStorage<string>();
    const promise = rejectedLater();
    const seen = await storage.run('mine', () => promise.catch(() => storage.getStore()));
    expect(seen).to.equal('mine');
  });

  for (const [error, words] of [
    ['UACCESS', 'ReplyError: the server refused "msg": "UACCESS"'],
    [{ code: 4001, message: 'no such user' }, 'ReplyError: the server refused "msg": 4001 "no such user"'],
    [new TypeError('the method must be a string'), 'TypeError: the method must be a string'],
  ] as const) {
    it(`R24: puts ${inspect(error)} into words`, async () => {
      const { warnings } = await reportsDuring(() => void rejected(error));
      expect(warnings).to.deep.equal([`${words} ${ADVICE}`]);
    });
  }

  for (const [error, words] of [
    ['UNOTFOUND', 'ReplyError: the server refused "auth": "UNOTFOUND"'],
    ['UNOTFOUND s3cr3t', 'ReplyError: the server refused "auth"'],
    [{ code: 4006, message: 'no s3cr3t' }, 'ReplyError: the server refused "auth": 4006'],
    [{ code: 's3cr3t' }, 'ReplyError: the server refused "auth"'],
    [{ s3cr3t: 1 }, 'ReplyError: the server refused "auth"'],
  ] as const) {
    it(`R26: shows of a refused auth only a known code, given ${inspect(error)}`, async () => {
      const { warnings } = await reportsDuring(() => void rejected(error, 'auth'));
      expect(warnings).to.deep.equal([`${words} ${ADVICE}`]);
    });
  }
});

const awaited = async (promise: Promise<never>): Promise<unknown> => {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
};
