import { expect } from 'chai';
import { concat, identity, NEVER, of } from 'rxjs';
import type { Link } from '../../lib/link/link.js';
import { type LinkPacer, paceFrames } from '../../lib/traffic/pace-frames.js';
import { fakeLink } from '../kit/session-kit/fake-link.js';

const stage = (countsFrames = true) => {
  const link = fakeLink();
  const paced = fakeLink();
  const log: string[] = [];
  const pacer: LinkPacer = {
    countsFrames,
    link: given => {
      expect(given).to.equal(link);
      return paced;
    },
    unlinked: () => void log.push('unlinked'),
  };
  return { link, paced, log, pacer };
};

describe('paceFrames', () => {
  it('passes on a link that counts, until it is unsubscribed', () => {
    const { link, paced, log, pacer } = stage();
    const links: Link[] = [];
    const subscription = concat(of(link), NEVER)
      .pipe(paceFrames(pacer))
      .subscribe(each => links.push(each));
    expect(log).to.deep.equal([]);
    expect(links).to.deep.equal([paced]);
    subscription.unsubscribe();
    expect(log).to.deep.equal(['unlinked']);
  });

  it('tells of the end once, also if a source throws in its teardown', () => {
    const { log, pacer } = stage();
    const subscription = NEVER.pipe(paceFrames(pacer)).subscribe();
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(log).to.deep.equal(['unlinked']);
  });

  it('is nothing without a limit that counts frames', () => {
    expect(paceFrames(undefined)).to.equal(identity);
    expect(paceFrames(stage(false).pacer)).to.equal(identity);
  });
});
