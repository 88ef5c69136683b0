import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Link } from '../../lib/link/link.js';
import { Demux } from '../../lib/protocol/demux.js';
import { LinkSession } from '../../lib/session/session.js';
import { Secrets } from '../../lib/text/secrets.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';
import { play } from '../kit/session-kit/play.js';
import { arrayProtocol } from '../protocol/second-protocol.js';

const stage = (linkHas: Partial<Link> = {}, pingMethod: string | undefined = 'knock') => {
  const log: string[] = [];
  const note = (what: string) => void log.push(what);
  const link = fakeLink(undefined, note, linkHas);
  const secrets = new Secrets();
  const demux = new Demux({ report: error => note(error.name) }, secrets);
  let id = 0;
  const { pingMethod: _, ...others } = arrayProtocol;
  const session = new LinkSession(link, arrayProtocol.wire(), {
    protocol: pingMethod === 'none' ? others : { ...others, pingMethod },
    demux,
    secrets,
    factory: { nextId: () => ++id },
    announcements: { announceSent: (sent, method, body) => note(`announce ${sent} ${method} ${body}`) },
  });
  return { log, demux, secrets, session };
};

const cannotPing = { ping: () => false };

describe('LinkSession', () => {
  it('sends calls in the frames of its protocol, and other frames as they are', () => {
    const { log, session } = stage();
    expect(session.send(3, 'add', session.body([1, 2]))).to.equal(true);
    expect(session.sendFrame('hello ada')).to.equal(true);
    expect(log).to.deep.equal(['send [3,"add",1,2]', 'send hello ada']);
  });

  it('R18: says so when the socket does not take what is sent', () => {
    const { session } = stage({ send: () => false });
    expect(session.send(3, 'add', '')).to.equal(false);
    expect(session.sendFrame('hello ada')).to.equal(false);
  });

  it('R26: masks what its client knows as secrets', () => {
    const { secrets, session } = stage();
    secrets.remember(['k3y-long-enough']);
    expect(session.secrets.maskText('no k3y-long-enough')).to.equal('no …');
  });

  it('tells of its link as it is now', () => {
    let isOpen = true;
    const { session } = stage({ isOpen: () => isOpen, bufferedAmount: () => 7, heardAt: () => 8, heard: () => 9 });
    expect([session.address, session.bufferedAmount(), session.heardAt(), session.heard()]).to.deep.equal([
      'wss://chat.test',
      7,
      8,
      9,
    ]);
    expect(session.isOpen()).to.equal(true);
    isOpen = false;
    expect(session.isOpen()).to.equal(false);
  });

  it('R7: pings by the WebSocket where that can', () => {
    const { log, session } = stage();
    session.ping();
    expect(log).to.deep.equal(['ping']);
  });

  it(
    'R7: pings by the protocol’s method elsewhere, and whatever the answer is, it is not stray',
    marbles(m => {
      const { log, demux, session } = stage(cannotPing);
      play(m, 'papb', {
        p: () => session.ping(),
        a: () => demux.reply(1, null, []),
        b: () => demux.refusal(2, 'no such method', []),
      });
      m.flush();
      expect(log).to.deep.equal(['send [1,"knock"]', 'announce 1 knock ', 'send [2,"knock"]', 'announce 2 knock ']);
    }),
  );

  it('R7: a ping that the socket does not take changes nothing', () => {
    const { log, demux, session } = stage({ ...cannotPing, send: () => false });
    session.ping();
    expect(log).to.deep.equal([]);
    expect(demux.replies.clear()).to.deep.equal([]);
  });

  it('R7: sends nothing where neither has a ping', () => {
    const { log, session } = stage(cannotPing, 'none');
    session.ping();
    expect(log).to.deep.equal([]);
  });
});
