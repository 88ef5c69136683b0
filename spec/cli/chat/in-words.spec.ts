import { expect } from 'chai';
import { failureInWords, refusedJoinInWords, reportInWords } from '../../../lib/cli/chat/in-words.js';
import { CliError } from '../../../lib/cli/cli-error.js';
import { AuthenticationFailedError, CallError, ConnectionError, ReplyError, TimeoutError } from '../../../lib/index.js';

const refused = (method: string, error: unknown, isReader = false): string =>
  failureInWords(new ReplyError(method, 1, error), isReader).message;

const unanswered = (kind: 'closed' | 'disconnected', delivery: 'never' | 'unknown'): string =>
  failureInWords(new CallError('why', { method: 'msg', id: 1, kind, delivery }), false).message;

describe('failureInWords', () => {
  const table: [method: string, error: unknown, words: string][] = [
    ['msg', 'UACCESS', 'you are not allowed to write here (UACCESS)'],
    ['vote:start', 'UACCESS', 'you are not allowed to start a poll (UACCESS)'],
    ['timeout', { code: 1, message: 'UACCESS' }, 'you are not allowed to stop this user from writing (UACCESS)'],
    ['any', 'UACCESS', 'you are not allowed to do that (UACCESS)'],
    ['msg', 'UNOTFOUND', 'the server does not know who or what is meant (UNOTFOUND)'],
    ['msg', 'UAUTHREQ', 'you have to join as a user: start the chat with --user (UAUTHREQ)'],
    ['whisper', { code: 4001, message: 'x' }, 'there is no such user in this chat (4001)'],
    [
      'msg',
      { code: 4005, message: 'This chat is in slow mode, please wait before you write again.' },
      'this chat is in slow mode, please wait before you write again (4005)',
    ],
    ['msg', { code: 4005 }, 'that was too fast: wait a little, then try again (4005)'],
    ['msg', 4007, 'your rank is too low to write here (4007)'],
    ['msg', 'You have been timed out.', 'you have been timed out'],
    ['msg', 'UNKNOWNCODE', 'the server refused it (UNKNOWNCODE)'],
    ['msg', { code: 7, message: 'odd' }, 'the server refused it: odd (7)'],
    ['msg', 'odd', 'the server refused it: odd'],
    ['msg', 'toString', 'the server refused it: toString'],
    ['msg', 'a\u001b[2J b', 'a b'],
  ];
  for (const [method, error, words] of table) {
    it(`says of ${JSON.stringify(error)} to ${method}: ${words}`, () => expect(refused(method, error)).to.equal(words));
  }

  it('tells a reader how to take part', () => {
    expect(refused('msg', 'UACCESS', true)).to.match(/^you only read here: .* --user .*\(UACCESS\)$/);
  });

  it('gives the code apart from the words, if the server sent one', () => {
    expect(failureInWords(new ReplyError('msg', 1, 'UACCESS'), false)).to.have.property('code', 'UACCESS');
    expect(failureInWords(new ReplyError('msg', 1, { code: 4001 }), false)).to.have.property('code', '4001');
    expect(failureInWords(new ReplyError('msg', 1, 'A sentence.'), false)).not.to.have.property('code');
  });

  it('has words for an error of any shape', () => {
    for (const error of [null, 0, true, [], {}, { code: {} }, { code: [], message: {} }, JSON.parse('{"__proto__":1}')])
      expect(refused('msg', error)).to.match(/^the server refused it/);
  });

  it('says whether a call that was not answered may have arrived', () => {
    expect(unanswered('closed', 'never')).to.equal('it was not sent before the chat ended');
    expect(unanswered('closed', 'unknown')).to.match(/may have arrived$/);
    expect(unanswered('disconnected', 'unknown')).to.match(/^the connection was lost .*may have arrived$/);
    expect(unanswered('disconnected', 'never')).to.equal('why');
    expect(failureInWords(new TimeoutError('msg', 1, 20_000), false).message).to.match(/did not answer in 20 s/);
    expect(failureInWords(new Error('other'), false)).to.deep.equal({ message: 'other' });
  });
});

describe('reportInWords', () => {
  it('says why a server cannot be reached, and leaves anything else as the client says it', () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const error = (facts: object) => new ConnectionError('as the client says it', { address: 'ws://x/?k=v', ...facts });
    expect(reportInWords(error({ cause }))).to.equal(
      'cannot connect to ws://x: no server listens there (ECONNREFUSED)',
    );
    expect(reportInWords(error({}))).to.equal('as the client says it');
    expect(reportInWords(error({ cause: new CliError('as the command says it') }))).to.equal('as the command says it');
  });
});

describe('refusedJoinInWords', () => {
  const words = (code: string) => refusedJoinInWords(new AuthenticationFailedError('as the client says it', { code }));

  it('says why the server does not let the user in', () => {
    expect(words('UNOTFOUND')).to.match(/does not know this channel, or this user with this authkey.*\(UNOTFOUND\)$/);
    expect(words('UACCESS')).to.match(/you are not allowed to join this chat \(UACCESS\)$/);
    expect(words('ELSE')).to.equal('as the client says it');
  });
});
