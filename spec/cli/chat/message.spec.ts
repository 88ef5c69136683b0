import { expect } from 'chai';
import { messageLine } from '../../../lib/cli/chat/message.js';
import { coloured, plain } from '../../../lib/cli/chat/paint.js';

const message = (text: string, more: object = {}, meta: object = {}) => ({
  id: 'm1',
  user_name: 'ada',
  user_id: 7,
  user_roles: ['Owner', 'User'],
  message: { message: [{ type: 'text', data: text, text }], meta },
  ...more,
});

describe('messageLine', () => {
  it('shows the name, the strongest role and the text', () => {
    expect(messageLine(message('hi'), plain)).to.equal('ada [Owner]: hi');
    expect(messageLine(message('hi', { user_roles: ['User'] }), plain)).to.equal('ada: hi');
  });

  it('joins the parts of a text', () => {
    const parts = [
      { type: 'text', text: 'look ' },
      { type: 'tag', text: '@bob' },
      { type: 'text', data: ', there' },
    ];
    expect(messageLine({ user_name: 'ada', message: { message: parts } }, plain)).to.equal('ada: look @bob, there');
  });

  it('tells actions, whispers, skills and what is held back', () => {
    expect(messageLine(message('waves', {}, { me: true }), plain)).to.equal('* ada [Owner] waves');
    expect(messageLine(message('psst', { target: 'bob' }, { whisper: true }), plain)).to.equal(
      'ada [Owner] whispers to bob: psst',
    );
    expect(messageLine(message('psst', { target: 'bob' }, { whisper: true }), plain, 'you')).to.equal(
      'ada [Owner] whispers to you: psst',
    );
    const skill = { is_skill: true, skill: { skill_name: 'Beach Ball' } };
    expect(messageLine(message('catch', {}, skill), plain)).to.equal('ada [Owner]: catch [Beach Ball]');
    expect(messageLine(message('hm', {}, { censored: true }), plain)).to.equal('ada [Owner]: hm (held back)');
  });

  it('paints the name by its role', () => {
    expect(messageLine(message('hi'), coloured)).to.match(/^.\[35mada.\[0m/);
    expect(messageLine(message('hi', { user_roles: ['User'] }), coloured)).to.match(/^.\[36mada.\[0m: hi$/);
  });

  it('cleans whatever the server sent', () => {
    const evil = message('a\u001b[2Jb', { user_name: 'e\u0007ve', user_roles: ['\u001b]0;x\u0007Mod'] });
    expect(messageLine(evil, plain)).to.equal('eve [Mod]: ab');
  });

  it('makes a line of anything', () => {
    for (const data of [undefined, null, 1, 'x', [], {}, { message: 1 }, { message: { message: [null, 1, {}] } }]) {
      expect(messageLine(data, plain)).to.equal('somebody: ');
    }
  });
});
