import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { story } from '../../lib/cli/story.js';

const told = (hasColours: boolean): string[] => {
  const lines: string[] = [];
  const { begins, tells, ends } = story(line => lines.push(line), hasColours);
  begins('They meet.');
  tells('ada', 'says hello');
  tells('nobody', 'answers');
  begins('They part.');
  ends('everything happened');
  return lines;
};

describe('story', () => {
  it('counts what is about to happen, and tells below it what did', () => {
    expect(told(false)).to.deep.equal([
      '',
      '1. They meet.',
      'ada       says hello',
      'nobody    answers',
      '',
      '2. They part.',
      '',
      'done      everything happened',
    ]);
  });

  it('is the same with colours, for a terminal', () => {
    const coloured = told(true);
    expect(coloured.map(stripVTControlCharacters)).to.deep.equal(told(false));
    expect(coloured.join('')).not.to.equal(told(false).join(''));
  });
});
