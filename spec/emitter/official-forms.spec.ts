import { expect } from 'chai';
import { WebSocket as NodeWebSocket } from 'ws';
import { readConstructorArguments } from '../../lib/emitter/official-forms.js';
import { thrownBy } from '../kit/facts.js';

const read = (...given: unknown[]) =>
  readConstructorArguments(...(given as Parameters<typeof readConstructorArguments>));
const messageOf = (...given: unknown[]): string => {
  const error = thrownBy(() => read(...given));
  expect(error).to.be.instanceOf(TypeError);
  return (error as TypeError).message;
};

describe('the forms of the official clients', () => {
  const endpoints = ['ws://a'];
  class OfAUser {
    send(): void {}
    close(): void {}
  }

  for (const [name, WebSocketClass] of [
    ['ws', NodeWebSocket],
    ['the runtime', globalThis.WebSocket ?? NodeWebSocket],
    ['a user', OfAUser],
  ] as const) {
    it(`says what to write instead of a first argument that is the WebSocket class of ${name}`, () => {
      for (const given of [[WebSocketClass, endpoints], [WebSocketClass], [WebSocketClass, endpoints, {}]]) {
        expect(messageOf(...given)).to.include('new BeamSocket(endpoints, { WebSocketCtor })');
      }
    });
  }

  it('says so for a function that makes sockets, too', () => {
    expect(messageOf(() => new OfAUser(), endpoints)).to.include('WebSocketCtor');
  });

  it('accepts a function that returns the addresses', () => {
    const addresses = () => endpoints;
    class Addresses {}
    for (const source of [addresses, async () => endpoints, Addresses]) {
      expect(read(source, { clientId: 'x' })).to.deep.equal([source, { clientId: 'x' }]);
    }
  });

  it('says what to write instead of automaticallyReconnect', () => {
    expect(messageOf(endpoints, { automaticallyReconnect: false })).to.include('shouldReconnect: () => false');
    expect(messageOf(endpoints, { automaticallyReconnect: true })).to.include('leave it out');
    expect(read(endpoints, { automaticallyReconnect: undefined })[0]).to.equal(endpoints);
  });

  it('treats clientId: null as not given, and does not change the options object', () => {
    const options = Object.freeze({ clientId: null, callTimeout: 9 });
    expect(read(endpoints, options)).to.deep.equal([endpoints, { callTimeout: 9 }]);
  });

  it('passes on every other argument', () => {
    const options = { clientId: 'mine' };
    expect(read(endpoints, options)[1]).to.equal(options);
    for (const given of [undefined, null, 7]) expect(read(endpoints, given)).to.deep.equal([endpoints, given]);
  });
});
