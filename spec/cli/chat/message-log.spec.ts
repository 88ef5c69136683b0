import { expect } from 'chai';
import { MessageLog } from '../../../lib/cli/chat/message-log.js';

const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

describe('MessageLog', () => {
  it('shows a message once, however often it comes', () => {
    const log = new MessageLog();
    expect(log.live(a)).to.deep.equal([a]);
    expect(log.live({ ...a })).to.deep.equal([]);
  });

  it('shows what history has and we have not, before what was said since', () => {
    const log = new MessageLog();
    log.live(a);
    log.hold();
    expect(log.live(c)).to.deep.equal([]);
    expect(log.release([a, b])).to.deep.equal({ past: [b], live: [c] });
    expect(log.live(c)).to.deep.equal([]);
  });

  it('shows what has no id', () => {
    const log = new MessageLog();
    expect([...log.live({}), ...log.live(null)]).to.have.length(2);
  });

  it('forgets the oldest of very many', () => {
    const log = new MessageLog();
    log.live(a);
    for (let i = 0; i < 1_000; i += 1) log.live({ id: `m${i}` });
    expect(log.live(a)).to.deep.equal([a]);
    expect(log.live({ id: 'm999' })).to.deep.equal([]);
  });
});
