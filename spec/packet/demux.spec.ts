import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamError } from '../../lib/errors.js';
import { Demux } from '../../lib/packet/demux.js';
import type { Packet } from '../../lib/packet/packet.js';
import { type Facts, factsOf } from '../kit/facts.js';

const event = (name: string, data?: unknown): Packet => ({ type: 'event', event: name, data });
const reply = (id: unknown, data?: unknown): Packet => ({ type: 'reply', error: null, id, data });

/** A demux, and the strays it told of. */
const stage = () => {
  const strays: Facts[] = [];
  const demux = new Demux((error: BeamError) => strays.push(factsOf(error)));
  const receive = (packet: unknown) => demux.receive(JSON.stringify(packet));
  return { demux, strays, receive };
};

describe('Demux', () => {
  it(
    'parts packets by name and by id, and shows all of them',
    marbles(m => {
      const { demux, strays } = stage();
      const packets = { e: event('E', 1), f: event('F', 2), r: reply(0, 3) };
      const answered: Packet[] = [];
      demux.replies.expect(0, { answered: packet => answered.push(packet) });
      m.hot('                -e-r-f-e-', packets).subscribe(packet => demux.receive(JSON.stringify(packet)));
      const subscribed = '   ^-------!';
      m.expect(demux.packets$, subscribed).toBeObservable('    -e-r-f-e-', packets);
      m.expect(demux.events.on('E'), subscribed).toBeObservable('-e-----e-', { e: 1 });
      m.expect(demux.events.on('F'), subscribed).toBeObservable('-----f---', { f: 2 });
      m.flush();
      expect(answered).to.deep.equal([packets.r]);
      expect(strays).to.deep.equal([]);
    }),
  );

  it('shows a packet before it is routed', () => {
    const { demux, receive } = stage();
    const story: string[] = [];
    demux.replies.expect(0, { answered: () => story.push('reply') });
    demux.events.on('E').subscribe(() => story.push('event'));
    demux.packets$.subscribe(({ type }) => story.push(`packet ${type}`));
    receive(event('E'));
    receive(reply(0));
    expect(story).to.deep.equal(['packet event', 'event', 'packet reply', 'reply']);
  });

  const SHORT = 'a frame came that is';
  const bad: [title: string, frame: unknown, message: string, data: string][] = [
    ['not JSON', 'hello', `${SHORT} not JSON`, 'hello'],
    ['binary', new Uint8Array(5), `${SHORT} binary`, '[binary, 5 bytes]'],
    ['null', 'null', `${SHORT} not an object`, 'null'],
    ['an array', '[]', `${SHORT} not an object`, '[]'],
    ['of an unknown type', '{"type":"x"}', `${SHORT} of an unknown type`, '{"type":"x"}'],
    ['an event without a name', '{"type":"event"}', `${SHORT} an event without a name`, '{"type":"event"}'],
  ];
  for (const [title, frame, message, data] of bad) {
    it(`R21: a frame that is ${title} is one BadMessageError, and life goes on`, () => {
      const { demux, strays, receive } = stage();
      const packets: Packet[] = [];
      demux.packets$.subscribe(packet => packets.push(packet));
      demux.receive(frame);
      receive(event('E'));
      expect(packets).to.deep.equal([{ type: 'event', event: 'E' }]);
      expect(strays).to.have.length(1);
      expect(strays[0]).to.deep.include({ name: 'BadMessageError', message, data });
    });
  }

  it('R21: shows the first 256 characters of a long one', () => {
    const { demux, strays } = stage();
    demux.receive('x'.repeat(1_000));
    expect(strays[0]?.['data']).to.equal('x'.repeat(256));
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
    it(`R22: a reply with the id ${JSON.stringify(id)} is a NoMethodHandlerError while 7 is waited for`, () => {
      const { demux, strays, receive } = stage();
      const answered: Packet[] = [];
      demux.replies.expect(7, { answered: packet => answered.push(packet) });
      receive(reply(id));
      const message = `a reply came with the id ${quoted}, which no call waits for`;
      const facts = { name: 'NoMethodHandlerError', message };
      expect(strays).to.deep.equal([id === undefined ? facts : { ...facts, id }]);
      expect(answered).to.deep.equal([]);
      receive(reply(7));
      expect(answered).to.have.length(1);
    });
  }

  it('R22: a reply that comes twice is a stray the second time', () => {
    const { demux, strays, receive } = stage();
    demux.replies.expect(7, { answered: () => {} });
    receive(reply(7));
    expect(strays).to.have.length(0);
    receive(reply(7));
    expect(strays).to.have.length(1);
  });

  it('R22: a reply to an abandoned call is silent, and shown', () => {
    const { demux, strays, receive } = stage();
    const packets: Packet[] = [];
    demux.packets$.subscribe(packet => packets.push(packet));
    demux.replies.expect(7, { answered: () => {} });
    demux.replies.abandon(7);
    receive(reply(7));
    expect(strays).to.deep.equal([]);
    expect(packets).to.have.length(1);
  });

  for (const name of ['__proto__', 'constructor', 'toString', 'error', 'newListener']) {
    it(`R23: an event called ${name} is an event like any other`, () => {
      const { demux, strays } = stage();
      const seen: unknown[] = [];
      demux.receive(`{"type":"event","event":"${name}","data":0}`);
      demux.events.on(name).subscribe(data => seen.push(data));
      demux.receive(`{"type":"event","event":"${name}","data":1}`);
      expect(seen).to.deep.equal([1]);
      expect(strays).to.deep.equal([]);
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
});
