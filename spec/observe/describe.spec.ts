import { expect } from 'chai';
import type { Activity, ObservedCall } from '../../lib/activity/activity.js';
import { ConnectionError, ReplyError } from '../../lib/errors.js';
import { causeText, describe as words } from '../../lib/observe/describe.js';

const settings = { timeout: 0, noReply: false, resend: false, whenDown: 'spool' } as const;
const call: ObservedCall = { id: 3, method: 'msg', body: '["hi"]', settings, wasSent: false };
const subscriber = { method: 'heads', args: ['new'], linger: 0 };
const at = { dial: 2, address: 'wss://a.test' };
const refused = { kind: 'refused', delivery: 'answered', error: new ReplyError('msg', 3, 'UACCESS') } as const;

const LINES: readonly (readonly [Activity, string | undefined])[] = [
  [{ type: 'boot' }, 'boot()'],
  [{ type: 'close', options: {} }, 'close()'],
  [{ type: 'close', options: { drain: 5 } }, 'close({"drain":5})'],
  [{ type: 'dial', ...at }, 'dial 2: wss://a.test'],
  [{ type: 'open', ...at, canPing: true }, 'dial 2 is open'],
  [{ type: 'received', ...at, frame: '[1]' }, 'dial 2 <- [1]'],
  [{ type: 'received', ...at, frame: new Uint8Array(3) }, 'dial 2 <- [binary, 3 bytes]'],
  [{ type: 'sent', ...at, frame: '[2]' }, 'dial 2 -> [2]'],
  [{ type: 'gone', ...at, opened: true, code: 1006, reason: '', byClient: false }, 'dial 2 is gone: code 1006'],
  [{ type: 'gone', ...at, opened: false, code: 1006, reason: '', byClient: false }, 'dial 2 is gone: it never opened'],
  [{ type: 'network', event: 'wake' }, 'network: wake'],
  [{ type: 'ping', address: 'wss://a.test' }, 'ping of the WebSocket'],
  [{ type: 'made', call }, 'call msg #3 is made: ["hi"]'],
  [{ type: 'made', call: { ...call, id: undefined } }, 'call msg is made: ["hi"]'],
  [{ type: 'spooled', call }, 'call msg #3 waits in the spool'],
  [{ type: 'handed', call }, 'call msg #3 is sent'],
  [{ type: 'handed', call: { ...call, wasSent: true } }, 'call msg #3 is sent again'],
  [{ type: 'settled', call, failure: undefined }, 'call msg #3 is done'],
  [
    { type: 'settled', call, failure: refused },
    'call msg #3 failed: refused, delivery answered: the server refused "msg": "UACCESS"',
  ],
  [
    { type: 'settled', call, failure: { kind: 'aborted', delivery: 'never' } },
    'call msg #3 failed: aborted, delivery never',
  ],
  [{ type: 'subscribed', subscriber }, 'heads is subscribed to: ["new"]'],
  [{ type: 'unsubscribed', subscriber }, 'a subscriber of heads left'],
  [{ type: 'ended', subscriber }, 'heads ended'],
  [{ type: 'ended', subscriber, error: new Error('too slow') }, 'heads ended: too slow'],
  [{ type: 'subscribed', subscriber: { ...subscriber, args: [1n] } }, 'heads is subscribed to: an array of 1'],
  [{ type: 'handler-added', method: 'ask' }, 'the handler of ask is added'],
  [{ type: 'handler-removed', method: 'ask' }, 'the handler of ask is removed'],
  [{ type: 'answered', request: { method: 'ask' }, data: 1 }, undefined],
  [{ type: 'established', address: 'wss://a.test', session: 1 }, undefined],
  [{ type: 'bad-frame', address: 'wss://a.test', error: new ConnectionError('x') }, undefined],
];

describe('describe', () => {
  for (const [activity, line] of LINES) {
    it(`R51: says ${line ?? `nothing of ${activity.type}, which a stream says`}`, () => {
      expect(words(activity)).to.equal(line);
    });
  }

  it('R51: shows no query of a URL that an error of the runtime quotes', () => {
    expect(causeText(new Error('failed: wss://a.test/?key=secret'))).to.equal('failed: wss://a.test/?key=…');
  });
});
