import { expect } from 'chai';
import { merge, NEVER, Subject } from 'rxjs';
import { ChatDouble, chatMessage, type MadeCall } from '../../lib/testing/index.js';
import { thrownBy } from '../kit/facts.js';

describe('the objects of a ChatDouble', () => {
  it('are frozen, and none is shared between doubles', async () => {
    const [one, two] = [new ChatDouble(), new ChatDouble()];
    const emitted: object[] = [one.status];
    merge(one.status$, one.connected$, one.closed$, one.calls$, one.moves$).subscribe(value => emitted.push(value));
    await one.auth(1, 7, 'key');
    await one.close({ code: 4000 });
    expect(emitted.filter(value => !Object.isFrozen(value))).to.deep.equal([]);
    expect(emitted).to.have.length(8);
    for (const list of [one.calls, one.cancelled, one.moves]) expect(Object.isFrozen(list)).to.equal(true);
    expect(thrownBy(() => Object.assign(one.status, { state: 'idle' }))).to.be.instanceOf(TypeError);
    expect(one.status).not.to.equal(two.status);
    const silent = () => new ChatDouble({ status$: NEVER }).status;
    expect(silent()).to.satisfy(Object.isFrozen).and.not.to.equal(silent());
  });

  it('R19: hold a call as it was made, whatever its caller does with the arguments and options afterwards', async () => {
    const double = new ChatDouble({ replies: { msg: text => chatMessage('me', text) } });
    const args: [string] = ['one'];
    const options = { timeout: 10 };
    const reply = double.call('msg', args, options);
    args[0] = 'two';
    options.timeout = 20;
    await reply;
    expect(double.calls).to.deep.equal([{ method: 'msg', args: ['one'], options: { timeout: 10 } }]);
    const { args: madeWith, options: madeUnder } = double.calls[0] as MadeCall;
    expect([madeWith, madeUnder].every(Object.isFrozen)).to.equal(true);
  });

  it('are copies of the script, which may change after the construction', async () => {
    const events = { UserJoin: new Subject<never>() };
    const replies = { msg: (text: string) => chatMessage('me', text) };
    const double = new ChatDouble({ events, replies });
    replies.msg = () => chatMessage('me', 'changed');
    const given = events.UserJoin;
    events.UserJoin = new Subject();
    double.events$('UserJoin').subscribe();
    expect(given.observed).to.equal(true);
    const { message } = await double.call('msg', ['hi']);
    expect(message.message[0]?.text).to.equal('hi');
  });
});
