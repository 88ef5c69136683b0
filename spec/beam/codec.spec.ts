import { expect } from 'chai';
import fc from 'fast-check';
import { Subject } from 'rxjs';
import { beamWire, encodeArguments, methodPacket } from '../../lib/beam/codec.js';
import { BadMessageError } from '../../lib/errors.js';
import { badFrame } from '../../lib/protocol/bad-frame.js';
import { FrameReader } from '../../lib/protocol/frame-reader.js';
import { Secrets } from '../../lib/text/secrets.js';
import { factsOf, thrownBy } from '../kit/facts.js';
import { receiverOf } from '../kit/receiver.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';

/** What the receiver gets for one frame: the message as parsed, or the error. */
const decode = (frame: unknown): unknown => {
  const taken: unknown[] = [];
  const take = (_a: unknown, _b: unknown, message: unknown) => void taken.push(message);
  const receiver = receiverOf({
    reply: take,
    refusal: take,
    event: take,
    bad: (why, bytes, cause) => void taken.push(badFrame(why, bytes, cause, new Secrets())),
  });
  const reader = new FrameReader(receiver, beamWire);
  const frames$ = new Subject<unknown>();
  reader.read(fakeLink(frames$));
  frames$.next(frame);
  expect(taken).to.have.length(1);
  return taken[0];
};

describe('read', () => {
  const good: [title: string, packet: object][] = [
    ['a reply', { type: 'reply', error: null, id: 0, data: { authenticated: true } }],
    ['a reply without anything', { type: 'reply' }],
    ['an event', { type: 'event', event: 'ChatMessage', data: { id: 'x' } }],
    ['an event without data', { type: 'event', event: 'ClearMessages' }],
    ['an event of a name that is a member of Object', { type: 'event', event: '__proto__' }],
    ['unknown fields', { type: 'event', event: 'E', data: 1, extra: [1] }],
  ];
  for (const [title, packet] of good) {
    it(`gives ${title}`, () => expect(decode(JSON.stringify(packet))).to.deep.equal(packet));
  }

  it('R21: keeps a field called __proto__', () => {
    const packet = decode('{"type":"event","event":"E","__proto__":{"event":"F"},"data":{"__proto__":null}}');
    expect(Object.getPrototypeOf(packet)).to.equal(Object.prototype);
    expect(packet).to.have.property('event', 'E');
  });

  const texts: [title: string, frame: string, why: string][] = [
    ['an empty frame', '', 'not JSON'],
    ['what is not JSON', 'hello', 'not JSON'],
    ['half a packet', '{"type":"event","ev', 'not JSON'],
    ['two packets', '{"type":"reply"}{"type":"reply"}', 'not JSON'],
    ['null', 'null', 'not an object'],
    ['a number', '7', 'not an object'],
    ['a string', '"reply"', 'not an object'],
    ['an array', '[{"type":"reply","id":0}]', 'not an object'],
    ['no type', '{"event":"E"}', 'of an unknown type'],
    ['an unknown type', '{"type":"greeting"}', 'of an unknown type'],
    ['a method', '{"type":"method","method":"msg","arguments":[],"id":0}', 'of an unknown type'],
    ['a type in another case', '{"type":"Reply"}', 'of an unknown type'],
    ['a type that is a list', '{"type":["reply"]}', 'of an unknown type'],
    ['an event without a name', '{"type":"event","data":1}', 'an event without a name'],
    ['an event with an empty name', '{"type":"event","event":""}', 'an event without a name'],
    ['an event whose name is no string', '{"type":"event","event":7}', 'an event without a name'],
  ];
  for (const [title, frame, why] of texts) {
    it(`R21: reports ${title}`, () => {
      const error = decode(frame);
      expect(error).to.be.instanceOf(BadMessageError);
      expect(error).to.include({ message: `received a frame that is ${why}`, data: frame });
    });
  }

  const binaries: [title: string, frame: unknown, data: string][] = [
    ['a Buffer', Buffer.from('{"type":"reply"}'), '[binary, 16 bytes]'],
    ['an ArrayBuffer', new ArrayBuffer(3), '[binary, 3 bytes]'],
    ['a Blob', new Blob(['four']), '[binary, 4 bytes]'],
    ['nothing', undefined, '[binary, unknown bytes]'],
    ['null', null, '[binary, unknown bytes]'],
  ];
  for (const [title, frame, data] of binaries) {
    it(`R21: reports a binary frame: ${title}`, () => {
      expect(factsOf(decode(frame))).to.deep.equal({
        name: 'BadMessageError',
        message: 'received a frame that is binary',
        data,
      });
    });
  }

  it('R21: the error has the first 256 characters', () => {
    const shown = (frame: string) => (decode(frame) as BadMessageError).data;
    expect(shown('x'.repeat(256))).to.equal('x'.repeat(256));
    expect(shown(`${'x'.repeat(256)}y`)).to.equal('x'.repeat(256));
    expect(shown(JSON.stringify(['y'.repeat(1_000)]))).to.have.length(256);
  });

  it('R21: the error says why a frame is not JSON', () => {
    expect((decode('hello') as BadMessageError).cause).to.be.instanceOf(SyntaxError);
    expect((decode('null') as BadMessageError).cause).to.equal(undefined);
  });

  it('R21: never throws, and delivers a packet or an error', () => {
    const frames = fc.oneof(fc.anything(), fc.string(), fc.json());
    fc.assert(
      fc.property(frames, frame => {
        const given = decode(frame);
        expect(given instanceof BadMessageError || /^(reply|event)$/.test((given as { type: string }).type)).to.equal(
          true,
        );
      }),
    );
    expect(decode('['.repeat(200_000))).to.be.instanceOf(BadMessageError);
  });
});

describe('encodeArguments', () => {
  it('R19: returns the arguments as JSON, as they are now', () => {
    const args = ['a"b', { n: 1, left: undefined }, undefined, null, [true]];
    const text = encodeArguments(args);
    args.push('later');
    expect(text).to.equal('["a\\"b",{"n":1},null,null,[true]]');
    expect(encodeArguments([])).to.equal('[]');
  });

  const circular: unknown[] = [];
  circular.push(circular);
  const boom = new RangeError('boom');
  const throwing = {
    get field(): never {
      throw boom;
    },
  };
  const bad: [title: string, args: readonly unknown[], check: (error: unknown) => void][] = [
    ['a circle', circular, error => expect(error).to.be.instanceOf(TypeError)],
    ['a bigint', [1n], error => expect(error).to.be.instanceOf(TypeError)],
    ['a field that throws', [throwing], error => expect(error).to.equal(boom)],
    [
      'a list that serializes to nothing',
      Object.assign([1], { toJSON: () => undefined }),
      error => expect(error).to.be.instanceOf(TypeError).and.have.property('message').that.includes('nothing'),
    ],
  ];
  for (const [title, args, check] of bad) {
    it(`R19: throws for ${title}`, () => check(thrownBy(() => encodeArguments(args))));
  }
});

describe('frame', () => {
  it('returns the packet in the format of the protocol', () => {
    expect(beamWire.frame(0, 'msg', '["Hello"]')).to.equal(
      '{"type":"method","method":"msg","arguments":["Hello"],"id":0}',
    );
  });

  it('escapes any method name, and equals the packet on sent$', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.string({ unit: 'binary' }),
        fc.array(fc.jsonValue({ noUnicodeString: false })),
        (id, method, args) => {
          const wanted = { type: 'method', method, arguments: JSON.parse(JSON.stringify(args)), id };
          const body = encodeArguments(args);
          expect(JSON.parse(beamWire.frame(id, method, body) as string)).to.deep.equal(wanted);
          expect(methodPacket(id, method, body)).to.deep.equal(wanted);
        },
      ),
    );
  });
});
