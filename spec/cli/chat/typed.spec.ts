import { expect } from 'chai';
import { helpLines, readLine } from '../../../lib/cli/chat/typed.js';

const call = (method: string, ...args: unknown[]) => ({ wants: 'call', method, args });

describe('readLine', () => {
  const table: [string, unknown][] = [
    ['', { wants: 'nothing' }],
    ['   ', { wants: 'nothing' }],
    ['hello there', call('msg', 'hello there')],
    ['//path', call('msg', '/path')],
    ['/me waves', call('msg', '/me waves')],
    ['/whisper Bob how  are you', call('whisper', 'Bob', 'how  are you')],
    ['/vote 2', call('vote:choose', 1)],
    ['/poll 30s Tea or coffee? | Tea | Coffee', call('vote:start', 'Tea or coffee?', ['Tea', 'Coffee'], 30)],
    ['/timeout bob 1m30s', call('timeout', 'bob', '1m30s')],
    ['/history', { wants: 'call', method: 'history', args: [20] }],
    ['/history 5', { wants: 'call', method: 'history', args: [5] }],
    ['/help', { wants: 'help' }],
    ['/quit', { wants: 'quit' }],
  ];
  for (const [line, intent] of table) {
    it(`reads ${JSON.stringify(line)}`, () => expect(readLine(line)).to.deep.equal(intent));
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
      expect(readLine(line)).to.include({ wants: 'correction' }).and.property('why').includes(`written /${name}`);
    });
  }

  it('says that a command does not exist, also one that every object has', () => {
    for (const line of ['/foo', '/constructor', '/']) expect(readLine(line)).to.include({ wants: 'correction' });
  });

  it('has help for each command', () => {
    expect(helpLines()).to.have.length(8);
  });
});
