import { expect } from 'chai';
import { map, NEVER, Subject, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { CallError, type Status } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';
import { asFacts, factsOf } from '../kit/facts.js';
import { rejection } from '../kit/live.js';

const CONNECTED: Partial<Status> = { state: 'connected' };
const RECONNECTING: Partial<Status> = { state: 'reconnecting' };

describe('the calls of a ChatDouble', () => {
  it('R17: with force, and pings, reject as not-connected while the status is not connected', async () => {
    const status$ = new Subject<Partial<Status>>();
    const double = new ChatDouble({ status$, replies: { msg: text => chatMessage('me', text) } });
    status$.next(RECONNECTING);
    const facts = { name: 'CallError', kind: 'not-connected', delivery: 'never' };
    expect(factsOf(await rejection(double.call('msg', ['hi'], { force: true })))).to.include(facts);
    expect(factsOf(await rejection(double.ping()))).to.include({ ...facts, method: 'ping' });
    expect(double.calls).to.deep.equal([]);
    status$.next(CONNECTED);
    expect(await double.ping()).to.be.at.least(0);
    await double.call('msg', ['hi'], { force: true });
  });

  it('R19: reject arguments that cannot be serialized, and arguments that are no array', async () => {
    const double = new ChatDouble({ replies: { msg: text => chatMessage('me', text) } });
    const error = await rejection(double.call('msg', [1n as never]));
    expect(error).to.be.instanceOf(CallError);
    expect(factsOf(error)).to.include({ kind: 'encoding', delivery: 'never', method: 'msg' });
    const wrong = await rejection(double.call('msg', 'hi' as never));
    expect(wrong).to.be.instanceOf(TypeError);
    expect((wrong as Error).message).to.equal('the arguments of "msg" must be an array, not "hi"');
    expect(double.calls).to.deep.equal([]);
  });

  it('R12: number their errors as the client numbers its packets', async () => {
    const double = new ChatDouble({ replies: { purge: () => throwError(() => 'UACCESS') } });
    await double.auth(1);
    const ids = [await rejection(double.call('purge', ['bob'])), await rejection(double.call('purge', ['bob']))];
    expect(ids.map(error => (error as CallError).id)).to.deep.equal([1, 2]);
  });

  it('R17: with noReply cause no unhandled rejection when they fail', async () => {
    const double = new ChatDouble();
    await double.close();
    const rejections: unknown[] = [];
    const note = (error: unknown) => rejections.push(error);
    process.on('unhandledRejection', note);
    void double.call('msg', ['hi'], { noReply: true });
    await new Promise(resolve => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(rejections).to.deep.equal([]);
  });

  it(
    'R15: wait for ever for a timeout that no timer can hold',
    marbles(m => {
      const double = new ChatDouble({ replies: { clearMessages: NEVER } });
      for (const timeout of [0, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 40]) {
        m.expect(double.call$('clearMessages', [], { timeout })).toBeObservable('-');
      }
      m.expect(
        double.call$('clearMessages', [], { timeout: 2 ** 31 - 1 }).pipe(
          asFacts,
          map(() => ''),
        ),
      ).toBeObservable(`${2 ** 31 - 1}ms #`, undefined, {
        name: 'TimeoutError',
        message: `no answer to "clearMessages" in ${2 ** 31 - 1} ms`,
        method: 'clearMessages',
        id: 4,
        kind: 'timeout',
        delivery: 'unknown',
        waited: 2 ** 31 - 1,
      });
    }),
  );
});
