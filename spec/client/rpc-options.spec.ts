import { expect } from 'chai';
import { type RpcClientOptions, resolveRpcOptions } from '../../lib/client/rpc-options.js';
import { BeamChat, type BeamChatOptions } from '../../lib/index.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import { clientDefaults } from '../../lib/options.js';
import { thrownBy } from '../kit/facts.js';

const protocol = jsonRpc();

const wrong = (given: unknown): string => {
  const error = thrownBy(() => resolveRpcOptions(given as RpcClientOptions));
  expect(error).to.be.instanceOf(TypeError);
  return (error as Error).message;
};

describe('resolveRpcOptions', () => {
  it('are those of every client, with their defaults, and the protocol', () => {
    const options = resolveRpcOptions({ protocol });
    const { ws, ...others } = clientDefaults;
    expect(options).to.deep.include(others);
    expect(options.ws).to.deep.include(ws);
    expect(options.protocol).to.equal(protocol);
    expect(Object.isFrozen(options)).to.equal(true);
  });

  it('what is given stands over the defaults, and undefined counts as not given', () => {
    const options = resolveRpcOptions({ protocol, callTimeout: 7, resend: ['read'], pingInterval: undefined });
    expect(options).to.deep.include({ callTimeout: 7, resend: ['read'], pingInterval: 15_000 });
  });

  it('R31: nothing is sent again unless it is said: no name of a method is known', () => {
    expect(resolveRpcOptions({ protocol }).resend).to.deep.equal([]);
  });

  it('what happens to the given object later changes nothing', () => {
    const resend = ['read'];
    const given = { protocol, resend, callTimeout: 7 };
    const options = resolveRpcOptions(given);
    resend.push('write');
    given.callTimeout = 8;
    expect(options).to.deep.include({ resend: ['read'], callTimeout: 7 });
  });

  const ofBeam: BeamChatOptions = {
    auth: [1],
    welcome: false,
    clientId: 'x',
    protocolVersion: '1.0',
    query: {},
  };
  for (const [name, value] of Object.entries(ofBeam)) {
    it(`R31: Beam’s option ${name} is a TypeError that names it`, () => {
      expect(wrong({ protocol, [name]: value })).to.contain(`there is no option "${name}"`);
    });
  }

  it('R31: so is a protocol that is given to a BeamChat', () => {
    const error = thrownBy(() => new BeamChat(['ws://a.test'], { protocol } as BeamChatOptions));
    expect(error).to.be.instanceOf(TypeError);
    expect((error as Error).message).to.contain('there is no option "protocol"');
  });

  for (const given of [undefined, null, 7, [], 'json']) {
    it(`R31: ${JSON.stringify(given)} is a TypeError: there must be a protocol`, () => {
      expect(wrong(given)).to.match(/^the options must be an object with a protocol, not /);
    });
  }

  for (const given of [undefined, null, 'json-rpc', jsonRpc]) {
    it(`R31: the protocol ${String(given).slice(0, 10)} is a TypeError that says what to give`, () => {
      expect(wrong({ protocol: given })).to.match(/^the option protocol must be a protocol, such as jsonRpc\(\)/);
    });
  }

  it('R31: a protocol that is not whole is a TypeError', () => {
    expect(wrong({ protocol: { body: () => '', read: () => {} } })).to.contain('protocol.frame must be a function');
  });

  it('R26: what is wrong with ws is said without its value, which may hold a key', () => {
    expect(wrong({ protocol, ws: 'k3y-long-enough' }))
      .to.contain('the option ws must be')
      .and.not.contain('k3y');
  });
});
