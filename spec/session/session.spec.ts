import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Link } from '../../lib/link/link.js';
import { Demux } from '../../lib/protocol/demux.js';
import { Ids } from '../../lib/protocol/ids.js';
import type { Protocol, Wire } from '../../lib/protocol/protocol.js';
import { LinkSession } from '../../lib/session/session.js';
import { Secrets } from '../../lib/text/secrets.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';
import { play } from '../kit/session-kit/play.js';
import { arrayProtocol } from '../protocol/second-protocol.js';

const stage = (linkHas: Partial<Link> = {}, pingMethod?: string, over: Partial<Protocol & Wire> = {}) => {
  const log: string[] = [];
  const note = (what: string) => void log.push(what);
  const link = fakeLink(undefined, note, linkHas);
  const secrets = new Secrets();
  const demux = new Demux({ report: error => note(error.name) }, secrets);
  const { heartbeat: _, ...others } = { ...arrayProtocol, ...over };
  const ids = new Ids(over);
  const session = new LinkSession(link, others, {
    protocol:
      pingMethod === 'none' ? others : { ...others, heartbeat: over.heartbeat ?? { method: pingMethod ?? 'knock' } },
    demux,
    secrets,
    ids,
    announcements: { announceSent: (sent, method, body) => note(`announce ${sent} ${method} ${body}`) },
  });
  return { log, demux, secrets, session, ids };
};

const cannotPing = { ping: () => false };

describe('LinkSession', () => {
  it('sends calls in the frames of its protocol, and other frames as they are', () => {
    const { log, session } = stage();
    expect(session.send(session.frame(3, 'add', session.body([1, 2], 'add')))).to.equal(true);
    expect(session.send('hello ada')).to.equal(true);
    expect(log).to.deep.equal(['send [3,"add",1,2]', 'send hello ada']);
  });

  it('R18: says so when the socket does not take what is sent', () => {
    const { session } = stage({ send: () => false });
    expect(session.send(session.frame(3, 'add', ''))).to.equal(false);
    expect(session.send('hello ada')).to.equal(false);
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

  it('R30: pings by a frame of the protocol, whose answer is no reply', () => {
    const { log, session } = stage(cannotPing, undefined, { heartbeat: { frame: 'ping!' } });
    expect(session.ping()).to.equal(true);
    expect(log).to.deep.equal(['send ping!']);
  });

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

  it('R7: says whether anything pinged: where nothing can, silence is no sign', () => {
    expect(stage().session.ping()).to.equal(true);
    expect(stage(cannotPing).session.ping()).to.equal(true);
    expect(stage(cannotPing, 'none').session.ping()).to.equal(false);
    expect(stage({}, 'none').session.ping()).to.equal(true);
  });

  it("R30: a heartbeat 'always' is a call, also where the WebSocket has a ping", () => {
    const { log, session } = stage({}, 'beat', { heartbeat: { method: 'beat', args: ['now'], when: 'always' } });
    expect(session.ping()).to.equal(true);
    expect(log).to.deep.equal(['send [1,"beat","now"]', 'announce 1 beat "now"']);
  });

  it("R30: a heartbeat 'idle' is a call only where the WebSocket has none", () => {
    const heartbeat = { method: 'beat', when: 'idle' } as const;
    const [able, unable] = [stage({}, 'beat', { heartbeat }), stage(cannotPing, 'beat', { heartbeat })];
    for (const { session } of [able, unable]) session.ping();
    expect(able.log).to.deep.equal(['ping']);
    expect(unable.log).to.deep.equal(['send [1,"beat"]', 'announce 1 beat ']);
  });

  it('R25: a protocol that throws in a heartbeat is the end of that ping, and of nothing else', () => {
    const boom = () => {
      throw new Error('boom');
    };
    for (const over of [{ body: boom }, { frame: boom }, { secrets: boom }]) {
      const { log, session, demux } = stage(cannotPing, 'beat', over);
      expect(session.ping()).to.equal(true);
      expect(log).to.deep.equal([]);
      expect(demux.replies.clear()).to.deep.equal([]);
    }
  });

  it('R35: gives notifications where the protocol has them', () => {
    const bare = stage().session;
    expect(bare.notification('add', '')).to.equal(undefined);
    const { session } = stage({}, 'knock', { notification: (method, body) => `tell ${method} ${body}` });
    expect(session.notification('add', '1')).to.equal('tell add 1');
  });

  it('R26: remembers the secrets of the bodies that it writes', () => {
    const { session } = stage({}, 'knock', { secrets: (_method, args) => args as readonly string[] });
    session.body(['k3y-long-enough'], 'login');
    expect(session.secrets.maskText('no k3y-long-enough')).to.equal('no …');
  });

  it('R12: a new session is a new connection for its ids', () => {
    const link = fakeLink();
    const { ids } = stage({}, 'knock', { ids: 'connection' });
    expect([ids.next(), ids.next()]).to.deep.equal([1, 2]);
    const parts = { protocol: arrayProtocol, secrets: new Secrets(), ids, announcements: { announceSent: () => {} } };
    const demux = new Demux({ report: () => {} }, parts.secrets);
    expect(new LinkSession(link, arrayProtocol, { ...parts, demux }).ids.next()).to.equal(1);
  });

  it('R46: sends no heartbeat that would have to wait for a limit, and says that silence is no sign', () => {
    const { log, session } = stage({ ping: () => false, hasRoom: () => false }, 'beat');
    expect(session.ping()).to.equal(false);
    expect(log).to.deep.equal([]);
    expect(stage({ hasRoom: () => false }, 'beat').session.ping(), 'a ping of the WebSocket does not count').to.equal(
      true,
    );
    expect(stage({ ping: () => false, hasRoom: () => true }, 'beat').session.ping()).to.equal(true);
  });
});
