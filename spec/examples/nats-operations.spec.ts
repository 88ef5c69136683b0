import { expect } from 'chai';
import fc from 'fast-check';
import { type Operation, Operations } from '../../docs/examples/nats/operations.js';

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => encoder.encode(text);

/** What came, with payloads as text. */
const shown = (operations: Iterable<Operation>): unknown[] =>
  [...operations].map(operation =>
    operation.message === undefined
      ? operation
      : { ...operation.message, payload: new TextDecoder().decode(operation.message.payload) },
  );

const STREAM = [
  'INFO {"server_id":"a b","max_payload":1048576} \r\n',
  'PING\r\n',
  'MSG chat.42 7 5\r\nhello\r\n',
  'MSG chat.42 7 _INBOX.a.1 0\r\n\r\n',
  'MSG  chat.42\t7  12\r\nPING\r\né\r\n\r\n\r\n',
  'HMSG _INBOX.a.3 0 16 16\r\nNATS/1.0 503\r\n\r\n\r\n',
  'HMSG chat.42 7 there 21 23\r\nNATS/1.0\r\nName: b\r\n\r\nhi\r\n',
  "-ERR 'Unknown  Protocol'\r\n",
  'PONG\r\n',
].join('');

const message = { subject: 'chat.42', sid: '7', reply: undefined, status: undefined };
const FOUND = [
  { name: 'INFO', text: '{"server_id":"a b","max_payload":1048576}' },
  { name: 'PING', text: '' },
  { ...message, payload: 'hello' },
  { ...message, reply: '_INBOX.a.1', payload: '' },
  { ...message, payload: 'PING\r\né\r\n\r\n' },
  { subject: '_INBOX.a.3', sid: '0', reply: undefined, status: '503', payload: '' },
  { ...message, reply: 'there', payload: 'hi' },
  { name: '-ERR', text: "'Unknown Protocol'" },
  { name: 'PONG', text: '' },
];

describe('the operations of NATS', () => {
  it('are found in one frame', () => {
    expect(shown(new Operations().add(bytes(STREAM)))).to.deep.equal(FOUND);
  });

  it('are found however they are cut into frames', () => {
    const whole = bytes(STREAM);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length)), cuts => {
        const operations = new Operations();
        const ends = [...cuts.sort((a, b) => a - b), whole.length];
        const found = ends.flatMap((end, i) => shown(operations.add(whole.subarray(ends[i - 1] ?? 0, end))));
        expect(found).to.deep.equal(FOUND);
      }),
    );
  });

  it('that are impossible throw, and the next frame is read for itself', () => {
    const impossible = [
      'MSG chat.42 7 99999999999\r\n',
      'MSG chat.42 7 -1\r\n',
      'MSG\r\n',
      'MSG chat.42 7 2\r\nhello\r\n',
      'MSG chat.42 7 x\r\nhello\r\n',
      'HMSG chat.42 7 9 2\r\nhi\r\n',
      'x'.repeat(1_024 * 1_024 + 1),
    ];
    for (const frame of impossible) {
      const operations = new Operations();
      expect(() => shown(operations.add(bytes(frame))), frame.slice(0, 40)).to.throw(RangeError);
      expect(shown(operations.add(bytes('PING\r\n')))).to.deep.equal([{ name: 'PING', text: '' }]);
    }
  });

  it('keep a long payload in parts until all of it is there', () => {
    const operations = new Operations();
    expect(shown(operations.add(bytes('MSG a 1 3000000\r\n')))).to.deep.equal([]);
    for (let i = 0; i < 3; i++) expect(shown(operations.add(bytes('x'.repeat(1_000_000))))).to.deep.equal([]);
    const [only] = operations.add(bytes('\r\n'));
    expect(only?.message?.payload).to.have.length(3_000_000);
  });
});
