import { expect } from 'chai';
import { plain } from '../../../lib/cli/chat/paint.js';
import { bar, pollLines } from '../../../lib/cli/chat/poll.js';

const poll = {
  q: 'Tea or coffee?',
  answers: ['Tea', 'Coffee'],
  author: { user_name: 'ada', user_id: 7, user_roles: ['Owner'] },
  endsAt: 31_000,
  responses: { Tea: 1, Coffee: 3 },
  responsesByIndex: [1, 3],
};

describe('pollLines', () => {
  it('shows the question, and a bar for each answer', () => {
    expect(pollLines(poll, 'running', 1_000, plain)).to.deep.equal([
      '-- ada [Owner] asks: Tea or coffee? (30 s left, vote with /vote n)',
      '   1  Tea     █████░░░░░░░░░░░░░░░  25 %  1',
      '   2  Coffee  ███████████████░░░░░  75 %  3',
    ]);
  });

  it('says when it has ended', () => {
    expect(pollLines(poll, 'ended', 31_000, plain)[0]).to.include('(the poll has ended)');
  });

  it('counts by text where the server does not count by place', () => {
    const { responsesByIndex: _, ...old } = poll;
    expect(pollLines(old, 'running', 1_000, plain)[2]).to.match(/75 % {2}3$/);
  });

  it('makes lines of anything', () => {
    for (const data of [null, {}, { answers: 'x' }, { answers: [{}, null], responses: { x: 'y' }, endsAt: 'soon' }]) {
      expect(pollLines(data, 'running', 0, plain)).not.to.be.empty;
    }
  });
});

describe('bar', () => {
  it('is of one width, whatever the share', () => {
    for (const share of [-1, 0, 0.001, 0.5, 1, 7]) expect(bar(share)).to.have.length(20);
  });
});
