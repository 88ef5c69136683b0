import { expect } from 'chai';
import fc from 'fast-check';
import { bodyOf, partsOf } from '../../lib/server/message-parts.js';
import { Users } from '../../lib/server/users.js';

const users = new Users();
const find = (name: string) => users.withName(name);
const parts = (text: string) => partsOf(text, find);
const types = (text: string): string =>
  parts(text)
    .map(part => `${part.type}:${part.text}`)
    .join('|');

describe('the parts of a message', () => {
  it('are text, twice', () => {
    expect(parts('a < b & "c"')).to.deep.equal([{ type: 'text', data: 'a < b & "c"', text: 'a < b & "c"' }]);
    expect(parts('')).to.deep.equal([]);
  });

  it('are emoticons, with their place in the sprite sheet', () => {
    const coords = { x: 48, y: 0, width: 24, height: 24 };
    expect(parts(':D')).to.deep.equal([{ type: 'emoticon', text: ':D', source: 'builtin', pack: 'default', coords }]);
    expect(types('hey :) there :( <3')).to.equal('text:hey |emoticon::)|text: there |emoticon::(|text: |emoticon:<3');
    expect(types('a:) :)) :d http:/')).to.equal('text:a:) :)) :d http:/');
  });

  it('are links, given a scheme where they have none', () => {
    expect(parts('https://example.org/a?b=1#c')).to.deep.equal([
      { type: 'link', url: 'https://example.org/a?b=1#c', text: 'https://example.org/a?b=1#c' },
    ]);
    expect(parts('example.org/a')).to.deep.equal([
      { type: 'link', url: 'http://example.org/a', text: 'example.org/a' },
    ]);
    expect(types('see https://example.org/a. (example.org), ok')).to.equal(
      'text:see |link:https://example.org/a|text:. (|link:example.org|text:), ok',
    );
    expect(types('the end.Then example.organic me@example.org file.txt 1.5')).to.match(/^text:[^|]*$/);
  });

  it('are tags of users there are', () => {
    expect(parts('@Bob')).to.deep.equal([{ type: 'tag', text: '@Bob', username: 'bob', id: 8 }]);
    expect(types('hi @ada, @nobody and me@ada')).to.equal('text:hi |tag:@ada|text:, @nobody and me@ada');
  });

  it('are users in a spacesuit', () => {
    expect(parts(':adainaspacesuit')).to.deep.equal([
      { type: 'inaspacesuit', username: 'ada', userId: 7, text: ':adainaspacesuit' },
    ]);
    expect(types(':nobodyinaspacesuit')).to.equal('text::nobodyinaspacesuit');
  });

  it('restore what was typed', () => {
    const word = fc.constantFrom(':)', '<3', '@bob', '@x', 'https://a.org/x.', 'b.com,', ':adainaspacesuit', ' ', '(');
    const typed = fc.array(fc.oneof(word, fc.string({ unit: 'grapheme' }))).map(words => words.join(' '));
    const restored = (text: string) =>
      parts(text)
        .map(part => part.text)
        .join('');
    fc.assert(fc.property(typed, text => restored(text) === text));
  });

  it('are found in time that does not explode', () => {
    const start = performance.now();
    for (const piece of ['a.', '@', ':', 'http://', 'a-', '(', '.com']) parts(piece.repeat(20_000 / piece.length));
    expect(performance.now() - start).to.be.below(1000);
  });

  it('can go without links', () => {
    expect(bodyOf('/me see b.com', find, 'plain')).to.deep.equal({
      message: [
        { type: 'text', data: 'see ', text: 'see ' },
        { type: 'text', data: 'b.com', text: 'b.com' },
      ],
      meta: { me: true },
    });
  });

  it('come after an empty text part if the message begins with anything else', () => {
    const empty = { type: 'text', data: '', text: '' };
    for (const typed of ['@bob PONG!', ':) hi', 'example.org first', ':bobinaspacesuit hi', '/me @bob waves', '<3']) {
      const words = typed.replace('/me ', '');
      expect(bodyOf(typed, find).message, typed).to.deep.equal([empty, ...parts(words)]);
    }
    for (const typed of ['hi @bob', '(@bob)', '@nobody', ' :)'])
      expect(bodyOf(typed, find).message, typed).to.deep.equal(parts(typed));
    const plain = [{ type: 'text', data: 'b.com', text: 'b.com' }];
    expect(bodyOf('b.com', find, 'plain').message).to.deep.equal(plain);
    expect(bodyOf('', find).message).to.deep.equal([]);
    expect(bodyOf('/me ', find).message).to.deep.equal([]);
  });

  it('come after /me and its blank', () => {
    expect(bodyOf('/me :)', find).meta).to.deep.equal({ me: true });
    expect(bodyOf('/me', find).meta).to.deep.equal({});
    expect(bodyOf(' /me x', find).meta).to.deep.equal({});
    expect(bodyOf('/mean', find).message).to.deep.equal(parts('/mean'));
  });
});
