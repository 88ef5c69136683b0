import { expect } from 'chai';
import { resolveOptions } from '../../lib/beam/options.js';
import { type ClientParts, completeStreams, createParts, webSocketCtorOf } from '../../lib/client/client-parts.js';
import { AddressError } from '../../lib/errors.js';
import { ADDRESSES } from '../kit/array-client.js';
import { stageParts } from '../kit/client-parts.js';
import { FakeWebSocket } from '../kit/fake-web-socket.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { arrayPacket, arrayProtocol, HelloSetUp } from '../protocol/second-protocol.js';

const make = (addresses: readonly string[]) =>
  createParts(addresses, resolveOptions({}), arrayProtocol, {
    setUp: parts => new HelloSetUp(parts, 'ada'),
    packet: arrayPacket,
  });
const withOptions = (client: ClientParts, options: object): ClientParts => ({
  ...client,
  options: { ...client.options, ...options },
});

describe('the parts of a client', () => {
  it('R1: an impossible list of addresses is an error at once', () => {
    expect(() => make(['https://a.test'])).to.throw(AddressError, 'https://a.test');
    expect(() => make([])).to.throw(AddressError);
  });

  it('R1: what happens to the list later does not matter', () => {
    const addresses = [...ADDRESSES];
    const { addresses: kept } = make(addresses);
    addresses.pop();
    expect(kept).to.deep.equal(ADDRESSES);
  });

  it('share one demux: a reply comes to the call that was made', () => {
    const { factory, calls, demux } = make(ADDRESSES);
    const sent: unknown[] = [];
    const ends: unknown[] = [];
    const frame = (...call: unknown[]) => String(sent.push(call));
    calls.open(Object.assign(new FakeSession(), { frame, send: () => true, announceSent: () => {} }));
    const request = { method: 'add', args: [1, 2], options: {}, whenDown: 'spool' } as const;
    factory.create(request, { resolve: data => ends.push(data), reject: error => ends.push(error) });
    demux.reply(1, 3, []);
    expect([sent, ends]).to.deep.equal([[[1, 'add', '1,2']], [3]]);
  });

  it('make sockets with the class that was given, or else with the runtime’s', () => {
    const { client } = stageParts();
    expect(webSocketCtorOf(withOptions(client, { WebSocketCtor: FakeWebSocket }))).to.equal(FakeWebSocket);
    const runtimes = webSocketCtorOf(withOptions(client, { WebSocketCtor: undefined }));
    expect(runtimes).to.be.a('function');
    expect(runtimes).not.to.equal(FakeWebSocket);
  });

  it('complete every stream of a client that is disposed of', () => {
    const { client } = stageParts();
    const { announcements, calls, demux } = client;
    const { status$, connected$, reconnecting$, closed$, sent$, errors$ } = announcements;
    const others = { spooled$: calls.spooled$, packets$: demux.packets$, events$: demux.events.on('tick') };
    const streams = { status$, connected$, reconnecting$, closed$, sent$, errors$, ...others };
    const completed: string[] = [];
    for (const [name, stream$] of Object.entries(streams)) {
      stream$.subscribe({ complete: () => completed.push(name) });
    }
    completeStreams(client);
    expect(completed.sort()).to.deep.equal(Object.keys(streams).sort());
  });
});
