import { expect } from 'chai';
import { bytesOf, CapturingConstructor, causeOf, dataOf, drop, type RawSocket } from '../../lib/link/raw-socket.js';
import { FakeNodeSocket, FakeWebSocket, fakeWebSockets } from '../kit/fake-web-socket.js';

describe('raw sockets', () => {
  const dial = (protocols?: string | string[]) => {
    const { WebSocketCtor, newest } = fakeWebSockets(FakeWebSocket);
    const made: RawSocket[] = [];
    const raw = CapturingConstructor({ WebSocketCtor, made: socket => made.push(socket) }, 'wss://a.test', protocols);
    return { raw, made, newest };
  };

  it('the constructor tells the owner of the socket that it makes, and gives that very socket', () => {
    const { raw, made, newest } = dial();
    expect(made).to.have.length(1);
    expect(made[0]).to.equal(newest());
    expect(raw).to.equal(newest());
  });

  it('without sub-protocols it gives none: some classes count a given undefined', () => {
    expect(dial().newest().given).to.deep.equal(['wss://a.test']);
    expect(dial(['x', 'y']).newest().given).to.deep.equal(['wss://a.test', ['x', 'y']]);
  });

  it('new works with it once it is bound, as the subject calls it', () => {
    const { WebSocketCtor, newest } = fakeWebSockets(FakeWebSocket);
    const Bound = CapturingConstructor.bind(undefined, { WebSocketCtor, made: () => {} }) as unknown as new (
      url: string,
    ) => RawSocket;
    expect(new Bound('wss://a.test')).to.equal(newest());
  });

  it('R3: drops without a handshake where the runtime can', () => {
    const [node, browser] = [new FakeNodeSocket(), new FakeWebSocket()];
    drop(node);
    drop(browser);
    expect([node.log, browser.log]).to.deep.equal([['terminate'], ['close 1000']]);
  });

  const thrown = new SyntaxError('bad url');
  const causes: [what: string, given: unknown, cause: unknown][] = [
    ['what a constructor threw', thrown, thrown],
    ['the error in an event of ws', { type: 'error', error: thrown }, thrown],
    ['nothing of a browser’s event', { type: 'error' }, undefined],
    ['a thrown string', 'no', 'no'],
    ['a thrown null', null, null],
  ];
  for (const [what, given, cause] of causes) it(`the cause is ${what}`, () => expect(causeOf(given)).to.equal(cause));

  it('R30: a binary frame is read as bytes, and any other data as it is', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const read = (data: unknown): unknown => bytesOf({ data } as MessageEvent);
    expect(read(bytes.buffer)).to.deep.equal(bytes);
    expect(read(bytes.buffer)).to.be.instanceOf(Uint8Array);
    const blob = new Blob([]);
    for (const other of ['{"a":1}', bytes, blob, undefined, null]) expect(read(other)).to.equal(other);
  });

  it('a frame is the data of its event, unparsed', () => {
    expect(dataOf({ data: '{"a":1}' } as MessageEvent)).to.equal('{"a":1}');
  });
});
