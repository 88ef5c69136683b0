import { expect } from 'chai';
import { RpcFrameReader } from '../../lib/protocol/rpc-frame-reader.js';
import { stageReader } from '../kit/frame-reader.js';

/** A reader that has told that the connection is open. */
const stage = () => {
  const staged = stageReader({}, {}, RpcFrameReader as never);
  expect(staged.told.splice(0)).to.deep.equal(['opened']);
  return staged;
};

describe('RpcFrameReader', () => {
  it('R32: tells when the connection begins and ends', () => {
    const { told, reader, hears } = stage();
    hears('reply:0');
    reader.ended();
    expect(told).to.deep.equal(['reply:0', 'ended']);
  });

  const others = ['item:k', 'end:k', 'request:5', 'control:c', 'answer:pong', 'bad'];
  for (const other of others) {
    it(`R30: hands on ${other} at once, also behind a reply`, () => {
      const { told, hears, promisesRun } = stage();
      hears(other, 'reply:0', other);
      expect(told).to.deep.equal([other, 'reply:0', other]);
      expect(promisesRun()).to.equal(0);
    });

    it(`R12: ${other} does not overtake an event that waits, in whichever frame it comes`, () => {
      const { told, hears, promisesRun } = stage();
      hears('reply:0', `event:a ${other}`, other);
      expect(told).to.deep.equal(['reply:0']);
      promisesRun();
      expect(told).to.deep.equal(['reply:0', 'event:a', other, other]);
    });
  }
});
