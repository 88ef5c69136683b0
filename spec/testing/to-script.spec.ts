import { expect } from 'chai';
import { ChatDouble, ClientDouble, record } from '../../lib/testing/index.js';
import { thrownBy } from '../kit/facts.js';

describe('toScript', () => {
  for (const [name, double] of Object.entries({ ChatDouble: new ChatDouble(), ClientDouble: new ClientDouble() })) {
    it(`R51: says that there is no script of a ${name}`, () => {
      const error = thrownBy(() => record(double).toScript());
      expect(error)
        .to.be.instanceOf(TypeError)
        .with.property('message')
        .that.equals('toScript() takes a recording of a client with sockets: a double has no frames to replay');
    });
  }
});
