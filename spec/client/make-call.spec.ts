import { expect } from 'chai';
import { resolveOptions } from '../../lib/beam/options.js';
import { type CallAdapter, createParts } from '../../lib/client/client-parts.js';
import { makeCall, makeCall$ } from '../../lib/client/make-call.js';
import type { CallRequest } from '../../lib/traffic/call-factory.js';
import { ADDRESSES } from '../kit/array-client.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { arrayPacket, arrayProtocol } from '../protocol/second-protocol.js';

const stage = () => {
  const adapted: string[] = [];
  const parts = createParts<CallAdapter>(ADDRESSES, resolveOptions({}), arrayProtocol, {
    packet: arrayPacket,
    setUp: () => ({
      needsNewJoin: false,
      reset: () => {},
      steps: () => [],
      adapt: (request, resolvers) => {
        adapted.push(request.method);
        return [{ ...request, method: `${request.method}!` }, resolvers] as const;
      },
    }),
  });
  const session = new FakeSession(parts.demux.replies);
  session.frame = (id, method) => `${id} ${method}`;
  session.announceSent = () => {};
  parts.calls.open(session);
  const request = (options: object = {}): CallRequest => ({ method: 'add', args: [1, 2], options, whenDown: 'spool' });
  return { parts, session, adapted, request };
};

describe('making a call', () => {
  it('makes it as the set-up of the protocol wants it', () => {
    const { parts, session, adapted, request } = stage();
    const ends: unknown[] = [];
    const call = makeCall(parts, request(), { resolve: data => ends.push(data), reject: error => ends.push(error) });
    parts.demux.reply(call?.id, 3, []);
    expect([adapted, session.sent, ends]).to.deep.equal([['add'], ['1 add!'], [3]]);
  });

  it('as an Observable makes one for each subscription, and with noReply emits nothing', () => {
    const { parts, session, request } = stage();
    const log: unknown[] = [];
    const observer = { next: (data: unknown) => log.push(data), complete: () => log.push('complete') };
    const call$ = makeCall$(parts, request());
    call$.subscribe(observer);
    call$.subscribe(observer);
    parts.demux.reply(2, 'b', []);
    parts.demux.reply(1, 'a', []);
    makeCall$(parts, request({ noReply: true })).subscribe(observer);
    expect(log).to.deep.equal(['b', 'complete', 'a', 'complete', 'complete']);
    expect(session.sent).to.deep.equal(['1 add!', '2 add!', '3 add!']);
  });

  it('R16: unsubscribing cancels it', () => {
    const { parts, request } = stage();
    makeCall$(parts, request()).subscribe().unsubscribe();
    expect(parts.calls.unsettled.isEmpty).to.equal(true);
  });
});
