import { expect } from 'chai';
import { helpLines, parseLine } from '../../../lib/cli/chat/parse-line.js';

const call = (method: string, ...args: unknown[]) => ({ type: 'call', method, args });

describe('parseLine', () => {
  const table: [string, unknown][] = [
    ['', { type: 'nothing' }],
    ['   ', { type: 'nothing' }],
    ['hello there', call('msg', 'hello there')],
    ['//path', call('msg', '/path')],
    ['/me waves', call('msg', '/me waves')],
    ['/whisper Bob how  are you', call('whisper', 'Bob', 'how  are you')],
    ['/vote 2', call('vote:choose', 1)],
    ['/poll 30s Tea or coffee? | Tea | Coffee', call('vote:start', 'Tea or coffee?', ['Tea', 'Coffee'], 30)],
    ['/timeout bob 1m30s', call('timeout', 'bob', '1m30s')],
    ['/history', { type: 'call', method: 'history', args: [20] }],
    ['/history 5', { type: 'call', method: 'history', args: [5] }],
    ['/who', { type: 'who' }],
    ['/now', { type: 'now' }],
    ['/help', { type: 'help' }],
    ['/quit', { type: 'quit' }],
  ];
  for (const [line, intent] of table) {
    it(`reads ${JSON.stringify(line)}`, () => expect(parseLine(line)).to.deep.equal(intent));
  }

  for (const line of [
    '/me',
    '/whisper bob',
    '/vote tea',
    '/vote 0',
    '/poll 30s one | answer',
    '/timeout bob',
    '/history all',
  ]) {
    it(`says how ${line} is written`, () => {
      const name = line.slice(1).split(' ')[0];
      expect(parseLine(line)).to.include({ type: 'invalid' }).and.property('reason').includes(`written /${name}`);
    });
  }

  it('takes no more seconds for a poll than a timer can hold', () => {
    expect(parseLine('/poll 2147483s q | a | b')).to.deep.include(call('vote:start', 'q', ['a', 'b'], 2_147_483));
    for (const seconds of ['2147484', '999999999', '9999999999']) {
      expect(parseLine(`/poll ${seconds}s q | a | b`)).to.include({ type: 'invalid' });
    }
  });

  it('says that a command does not exist, also one that every object has', () => {
    for (const line of ['/foo', '/constructor', '/']) expect(parseLine(line)).to.include({ type: 'invalid' });
  });

  it('proposes the command that was probably meant', () => {
    for (const [line, meant] of [
      ['/whsiper bob hi', '/whisper'],
      ['/pol 30s a | b | c', '/poll'],
      ['/QUIT', '/quit'],
    ] as const) {
      expect(parseLine(line)).to.have.property('reason').that.includes(`did you mean ${meant}?`);
    }
    expect(parseLine('/foo')).to.have.property('reason', 'there is no /foo: /help lists the commands');
  });

  it('has help for each command', () => {
    expect(helpLines()).to.have.length(10);
  });
});
