import { expect } from 'chai';
import type { Activity } from '../../lib/activity/activity.js';
import { dialOf } from '../../lib/client/client-dial.js';
import { ADDRESSES } from '../kit/array-client.js';
import { stageParts } from '../kit/client-parts.js';
import { arrayProtocol } from '../protocol/second-protocol.js';

const attempt = { address: 'wss://a.test', join: { endpoints: ADDRESSES }, number: 1 };

describe('a dial of a client', () => {
  it('R30: dials the address as given, or the URL that the protocol makes of it', () => {
    const { client } = stageParts();
    expect(dialOf(client, attempt, arrayProtocol)).to.include({ address: 'wss://a.test', url: 'wss://a.test' });
    const url = (address: string) => `${address}/v1`;
    const dial = dialOf({ ...client, protocol: { ...arrayProtocol, url } }, attempt, arrayProtocol);
    expect(dial).to.include({ address: 'wss://a.test', url: 'wss://a.test/v1' });
  });

  it('leaves how a socket is left to who owns the sockets', () => {
    const farewell = { code: 4000, reason: 'bye' };
    const { client, closed } = stageParts({ farewell });
    const dial = dialOf(client, attempt, arrayProtocol);
    expect(dial.farewell()).to.equal(farewell);
    const info = { address: 'wss://a.test', code: 1001, reason: '', wasClean: true };
    dial.closeObserver.next(info);
    expect(closed).to.deep.equal([info]);
  });

  it('counts and tells what happens to its socket, by the number of the dial', () => {
    const { client } = stageParts();
    const seen: Activity[] = [];
    client.activity.activity$.subscribe(each => seen.push(each));
    dialOf(client, attempt, arrayProtocol);
    const dial = dialOf(client, { ...attempt, address: 'wss://ada:secret@b.test/?key=1' }, arrayProtocol);
    dial.opened?.(undefined);
    dial.sending?.('[1]');
    dial.received?.('[1,2]');
    dial.gone?.(true, 1006, '', false);
    const [first, ...others] = seen;
    const at = { dial: 2, address: 'wss://b.test/?key=…' };
    expect(first).to.deep.equal({ type: 'dial', dial: 1, address: 'wss://a.test' });
    expect(others).to.deep.equal([
      { type: 'dial', ...at },
      { type: 'open', ...at, canPing: false },
      { type: 'sent', ...at, frame: '[1]' },
      { type: 'received', ...at, frame: '[1,2]' },
      { type: 'gone', ...at, opened: true, code: 1006, reason: '', byClient: false },
    ]);
    expect(client.activity.frames).to.deep.equal({ in: 1, out: 1, charsIn: 5, charsOut: 3, bad: 0 });
  });
});
