import { expect } from 'chai';
import { Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { beamWire } from '../../lib/beam/codec.js';
import type { Packet } from '../../lib/beam/packet.js';
import type { BeamError } from '../../lib/errors.js';
import { Demux } from '../../lib/protocol/demux.js';
import { FrameReader } from '../../lib/protocol/frame-reader.js';
import { Secrets } from '../../lib/text/secrets.js';
import { type Facts, factsOf } from '../kit/facts.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';
import { awaiting } from '../kit/session-kit/fake-session.js';

const event = (name: string, data?: unknown): Packet => ({ type: 'event', event: name, data });
const reply = (id: unknown, data?: unknown): Packet => ({ type: 'reply', error: null, id, data });

/** A demux, and the errors that it reported. */
const stage = () => {
  const errors: Facts[] = [];
  const demux = new Demux({ report: (error: BeamError) => errors.push(factsOf(error)) }, new Secrets());
  const frames$ = new Subject<unknown>();
  new FrameReader(demux, beamWire).read(fakeLink(frames$));
  const read = (frame: unknown) => frames$.next(frame);
  const receive = (packet: unknown) => read(JSON.stringify(packet));
  return { demux, errors, read, receive };
};

describe('Demux', () => {
  it(
    'routes packets by name and by id, and emits all of them on packets$',
    marbles(m => {
      const { demux, errors, receive } = stage();
      const packets = { e: event('E', 1), f: event('F', 2), r: reply(0, 3) };
      const answered: unknown[] = [];
      demux.replies.expect(
        0,
        awaiting(data => answered.push(data)),
      );
      m.hot('                -e-r-f-e-', packets).subscribe(receive);
      const subscribed = '   ^-------!';
      m.expect(demux.packets$, subscribed).toBeObservable('    -e-r-f-e-', packets);
      m.expect(demux.events.on('E'), subscribed).toBeObservable('-e-----e-', { e: 1 });
      m.expect(demux.events.on('F'), subscribed).toBeObservable('-----f---', { f: 2 });
      m.flush();
      expect(answered).to.deep.equal([3]);
      expect(errors).to.deep.equal([]);
    }),
  );

  it('emits a packet on packets$ before it routes it', () => {
    const { demux, receive } = stage();
    const story: string[] = [];
    demux.replies.expect(
      0,
      awaiting(() => story.push('reply')),
    );
    demux.events.on('E').subscribe(() => story.push('event'));
    demux.packets$.subscribe(packet => story.push(`packet ${(packet as Packet).type}`));
    receive(event('E'));
    receive(reply(0));
    expect(story).to.deep.equal(['packet event', 'event', 'packet reply', 'reply']);
  });

  const SHORT = 'received a frame that is';
  const bad: [title: string, frame: unknown, message: string, data: string][] = [
    ['not JSON', 'hello', `${SHORT} not JSON`, 'hello'],
    ['binary', new Uint8Array(5), `${SHORT} binary`, '[binary, 5 bytes]'],
    ['null', 'null', `${SHORT} not an object`, 'null'],
    ['an array', '[]', `${SHORT} not an object`, '[]'],
    ['of an unknown type', '{"type":"x"}', `${SHORT} of an unknown type`, '{"type":"x"}'],
    ['an event without a name', '{"type":"event"}', `${SHORT} an event without a name`, '{"type":"event"}'],
  ];
  for (const [title, frame, message, data] of bad) {
    it(`R21: a frame that is ${title} is one BadMessageError, and later frames are read`, () => {
      const { demux, errors, read, receive } = stage();
      const packets: unknown[] = [];
      demux.packets$.subscribe(packet => packets.push(packet));
      read(frame);
      receive(event('E'));
      expect(packets).to.deep.equal([{ type: 'event', event: 'E' }]);
      expect(errors).to.have.length(1);
      expect(errors[0]).to.deep.include({ name: 'BadMessageError', message, data });
    });
  }

  it('R21: the error has the first 256 characters of a long frame', () => {
    const { errors, read } = stage();
    read('x'.repeat(1_000));
    expect(errors[0]?.['data']).to.equal('x'.repeat(256));
  });

  const ids: [id: unknown, quoted: string][] = [
    [8, '8'],
    ['7', '"7"'],
    ['toString', '"toString"'],
    ['__proto__', '"__proto__"'],
    ['constructor', '"constructor"'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ authkey: 'SECRET' }, 'an object'],
  ];
  for (const [id, quoted] of ids) {
    it(`R22: a reply with the id ${JSON.stringify(id)} is a NoMethodHandlerError while the call 7 is pending`, () => {
      const { demux, errors, receive } = stage();
      const answered: unknown[] = [];
      demux.replies.expect(
        7,
        awaiting(data => answered.push(data)),
      );
      receive(reply(id));
      const message = `no call waits for a reply with the id ${quoted}`;
      const facts = { name: 'NoMethodHandlerError', message };
      expect(errors).to.deep.equal([id === undefined ? facts : { ...facts, id }]);
      expect(answered).to.deep.equal([]);
      receive(reply(7));
      expect(answered).to.have.length(1);
    });
  }

  it('R22: a second reply to one call is unexpected', () => {
    const { demux, errors, receive } = stage();
    demux.replies.expect(
      7,
      awaiting(() => {}),
    );
    receive(reply(7));
    expect(errors).to.have.length(0);
    receive(reply(7));
    expect(errors).to.have.length(1);
  });

  it('R22: a reply to an abandoned call causes no error, and is emitted on packets$', () => {
    const { demux, errors, receive } = stage();
    const packets: unknown[] = [];
    demux.packets$.subscribe(packet => packets.push(packet));
    demux.replies.expect(
      7,
      awaiting(() => {}),
    );
    demux.replies.abandon(7);
    receive(reply(7));
    expect(errors).to.deep.equal([]);
    expect(packets).to.have.length(1);
  });

  for (const name of ['__proto__', 'constructor', 'toString', 'error', 'newListener']) {
    it(`R23: an event called ${name} is an event like any other`, () => {
      const { demux, errors, read } = stage();
      const seen: unknown[] = [];
      read(`{"type":"event","event":"${name}","data":0}`);
      demux.events.on(name).subscribe(data => seen.push(data));
      read(`{"type":"event","event":"${name}","data":1}`);
      expect(seen).to.deep.equal([1]);
      expect(errors).to.deep.equal([]);
    });
  }

  it(
    'completes with all its streams',
    marbles(m => {
      const { demux } = stage();
      m.hot('--c', { c: () => demux.complete() }).subscribe(act => act());
      m.expect(demux.packets$).toBeObservable('     --|');
      m.expect(demux.events.on('E')).toBeObservable('--|');
    }),
  );

  it('R22: a stray reply, whose subscriber of packets$ ends the connection, is no error: its call is over', () => {
    const { demux, errors, receive } = stage();
    demux.replies.expect(
      7,
      awaiting(() => {}),
    );
    demux.packets$.subscribe(() => demux.replies.clear());
    receive(reply(7));
    expect(errors).to.deep.equal([]);
  });
});
