import { expect } from 'chai';
import { plain, type RenderOptions } from '../../../lib/cli/chat/paint.js';
import { bar, pollLines } from '../../../lib/cli/chat/poll.js';

const LOOK: RenderOptions = { paint: plain, columns: 80 };

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
    expect(pollLines(poll, 'running', 1_000, LOOK)).to.deep.equal([
      '-- ada [Owner] asks: Tea or coffee? (30 s left, vote with /vote n)',
      '   1  Tea     █████░░░░░░░░░░░░░░░  25 %  1',
      '   2  Coffee  ███████████████░░░░░  75 %  3',
    ]);
  });

  it('keeps the bars below each other, however wide the characters are', () => {
    const asked = { ...poll, answers: ['茶', 'Coffee'] };
    expect(pollLines(asked, 'running', 1_000, LOOK).slice(1)).to.deep.equal([
      '   1  茶      █████░░░░░░░░░░░░░░░  25 %  1',
      '   2  Coffee  ███████████████░░░░░  75 %  3',
    ]);
  });

  it('has a line for each bar where a terminal is too narrow for answer and bar', () => {
    const asked = { ...poll, answers: ['Tea', 'Coffee of the long kind'] };
    const lines = (columns: number) => pollLines(asked, 'running', 1_000, { paint: plain, columns }).slice(1);
    expect(lines(60)).to.have.length(2);
    expect(lines(40)).to.deep.equal([
      '   1  Tea',
      '      █████░░░░░░░░░░░░░░░  25 %  1',
      '   2  Coffee of the long kind',
      '      ███████████████░░░░░  75 %  3',
    ]);
    for (const columns of [20, 30, 40, 50])
      for (const line of lines(columns)) if (line.includes('%')) expect(line.length).to.be.at.most(columns);
    expect(lines(0)[1]).to.match(/^ {6}[█░] {2}25 % {2}1$/);
  });

  it('says when it has ended', () => {
    expect(pollLines(poll, 'ended', 31_000, LOOK)[0]).to.include('(the poll has ended)');
  });

  it('counts by text where the server does not count by place', () => {
    const { responsesByIndex: _, ...old } = poll;
    expect(pollLines(old, 'running', 1_000, LOOK)[2]).to.match(/75 % {2}3$/);
  });

  it('makes lines of anything', () => {
    for (const data of [null, {}, { answers: 'x' }, { answers: [{}, null], responses: { x: 'y' }, endsAt: 'soon' }]) {
      expect(pollLines(data, 'running', 0, LOOK)).not.to.be.empty;
    }
  });
});

describe('bar', () => {
  it('is of one width, whatever the share', () => {
    for (const share of [-1, 0, 0.001, 0.5, 1, 7]) expect(bar(share)).to.have.length(20);
  });
});
