import { expect } from 'chai';
import { filter } from 'rxjs';
import { BeamChat } from '../../lib/index.js';
import { CHANNEL, FIRST_ADDRESS, next, onStage } from '../kit/live.js';
import { Child, run, untimed } from './child.js';

const parse = (lines: readonly string[]) => lines.map(line => JSON.parse(line) as Record<string, unknown>);

describe('rx-beam chat, over a pipe', function () {
  this.timeout(20_000);
  const stage = onStage();
  afterEach(() => Child.killAll());
  const url = () => stage.server.joinUrl(CHANNEL);
  const said = () => stage.receivedOf('msg').map(packet => (packet as { arguments: unknown[] }).arguments[0]);

  it('says each line, shows what comes of it, and ends with its input', async () => {
    const { code, output, errors } = await run(['chat', url(), '--user', 'ada'], ['hello', '', '/me waves', '//x']);
    expect(errors).to.deep.equal([]);
    expect(code).to.equal(0);
    expect(said()).to.deep.equal(['hello', '/me waves', '/x']);
    expect(output.filter(line => /^\d\d:\d\d /.test(line))).to.have.length(3);
    expect(untimed(output)).to.include.members([
      'ada [Owner]: hello',
      '* ada [Owner] waves',
      'ada [Owner]: /x',
      '-- left',
    ]);
    expect(output.filter(line => line.endsWith('hello'))).to.have.length(1);
  });

  it('shows what was said before, to readers without a name too', async () => {
    await run(['chat', url(), '--user', 'ada'], ['one', 'two', 'three']);
    const { code, output } = await run(['chat', url(), '--history', '2']);
    expect(code).to.equal(0);
    expect(untimed(output).filter(line => line.startsWith('|'))).to.deep.equal([
      '| ada [Owner]: two',
      '| ada [Owner]: three',
    ]);
  });

  it('tells of others: who comes, speaks, whispers, votes and goes', async () => {
    const bob = new Child(['chat', url(), '--user', 'bob']);
    await bob.line('connected');
    const ada = new Child(['chat', url(), '--user', 'ada']);
    ada.type('hi bob', '/whisper BOB psst', '/poll 30s Tea? | Yes | No', '/vote 1');
    await bob.line('-- ada [Owner] joined');
    await bob.line('ada [Owner]: hi bob');
    await bob.line('ada [Owner] whispers to you: psst');
    await ada.line('ada [Owner] whispers to bob: psst');
    await bob.line('asks: Tea?');
    await bob.line('1  Yes  ████████████████████ 100 %  1');
    ada.type('/timeout bob 30s');
    await bob.line('-- you may not write for 30 s');
    await bob.line('-- the messages of bob were removed by ada [Owner] (timeout 30s)');
    ada.type('/quit');
    expect(await ada.exit()).to.equal(0);
    await bob.line('-- ada [Owner] left');
    bob.type('let me speak');
    bob.end();
    expect(await bob.exit()).to.equal(1);
    expect(bob.errors.join()).to.include('"let me speak" failed: you have been timed out').and.include('1 line failed');
  });

  it('with --trace, writes what the client does to standard error, without the key', async () => {
    const { output, errors } = await run(['chat', url(), '--user', 'ada', '--trace'], ['hello']);
    expect(untimed(output)).to.include('ada [Owner]: hello');
    const text = errors.join('\n');
    expect(text)
      .to.match(/^\+0\.\d{3} s status: idle$/m)
      .and.match(/ s dial 1 is open$/m);
    expect(text)
      .to.match(/dial 1 -> .*"method":"auth","arguments":\[42,7,"…"\]/)
      .and.include('["hello"]');
  });

  it('with --json, writes one object a line', async () => {
    const { code, output } = await run(['chat', url(), '--user', 'bob', '--json'], ['hi', '/foo', '/history 1']);
    expect(code).to.equal(1);
    const objects = parse(output);
    const messages = objects.filter(({ type }) => type === 'message');
    expect(messages.map(({ past }) => past)).to.deep.equal([false, true]);
    expect(messages[0]).to.have.nested.property('data.user_name', 'bob');
    expect(objects.find(({ type }) => type === 'event')).to.deep.include({ event: 'UserJoin' });
    expect(objects.find(({ type }) => type === 'error')).to.include({ line: '/foo' });
    const states = objects.filter(({ type }) => type === 'status').map(({ state }) => state);
    expect([...new Set(states)]).to.deep.equal(['idle', 'connecting', 'connected', 'closing', 'closed']);
    expect(objects.at(-1)).to.deep.equal({ type: 'exit', code: 1, message: '1 line failed' });
  });

  it('says in words what the server refuses, with its code behind', async () => {
    const { code, output, errors } = await run(
      ['chat', url(), '--user', 'bob', '--json'],
      ['/poll 30s Tea? | Yes | No', '/vote 1', '/whisper nobody hi', '/timeout ada 30s', '/whsiper ada hi'],
    );
    const failed = parse(output).filter(({ type }) => type === 'error');
    expect(failed.map(({ message, code }) => [message, code])).to.deep.equal([
      ['there is no /whsiper: did you mean /whisper?', undefined],
      ['you are not allowed to start a poll (UACCESS)', 'UACCESS'],
      ['no poll is running', undefined],
      ['there is no such user in this chat (4001)', '4001'],
      ['you are not allowed to stop this user from writing (UACCESS)', 'UACCESS'],
    ]);
    expect([code, errors]).to.deep.equal([1, []]);
  });

  it('tells a reader who writes how to take part', async () => {
    const { errors } = await run(['chat', url()], ['hello']);
    expect(errors[0]).to.match(/"hello" failed: you only read here: start the chat with --user .*\(UACCESS\)$/);
  });

  it('lists who is here: by its join URL everybody, at endpoints those whose coming it saw', async () => {
    await stage.connect('bob');
    const { user, authkey, endpoints } = await stage.join('ada');
    const where = ['--endpoint', endpoints[0] ?? '', '--channel', String(CHANNEL)];
    const [all, seen] = await Promise.all([
      run(['chat', url(), '--user', 'kim'], ['/who']),
      run(['chat', ...where, '--user', String(user.id), '--authkey', authkey], ['/who']),
    ]);
    expect(all.output.find(line => line.startsWith('-- here: bob'))).to.include('kim');
    expect(seen.output.join('\n'))
      .to.include('-- here, of those who came since you are connected: ')
      .and.not.include('bob');
  });

  it('prints a poll at its start and its end, and in between at a rate at which it can be read', async () => {
    const bob = new Child(['chat', url(), '--user', 'bob']);
    await bob.line('connected');
    const poll = { q: 'Tea?', answers: ['Yes', 'No'], author: { user_name: 'ada' } };
    for (let i = 0; i < 100; i += 1) {
      stage.server.emit(CHANNEL, 'PollStart', { ...poll, endsAt: 9e15, responsesByIndex: [i, 0] });
    }
    stage.server.emit(CHANNEL, 'PollEnd', { ...poll, responsesByIndex: [99, 1] });
    await bob.line('(the poll has ended)');
    await bob.line('99 %  99');
    expect(bob.output.filter(line => line.includes('asks: Tea?'))).to.have.length(2);
  });

  it('goes on through a failover: lines typed meanwhile arrive in order', async () => {
    const child = new Child(['chat', url(), '--user', 'ada', '--json']);
    await child.line('"connected"');
    child.type('before');
    await child.line('"before"');
    const at = stage.server.connectionCount(0) > 0 ? 0 : 1;
    const other = 1 - at;
    await stage.server.endpoint(other).stop();
    await stage.server.endpoint(at).stop();
    await child.line('"reconnecting"');
    child.type('one', 'two', 'three');
    await child.line('"spooled":3');
    child.end();
    const arrived = next(
      stage.server.received$.pipe(filter(({ packet }) => packet.arguments[0] === 'three')),
      'the spooled lines',
    );
    await stage.server.endpoint(other).start();
    await arrived;
    expect(await child.exit()).to.equal(0);
    expect(said()).to.deep.equal(['before', 'one', 'two', 'three']);
    const shown = parse(child.output).filter(({ type }) => type === 'message');
    expect(shown).to.have.length(4);
  });

  it('shows what waits as it was typed, and counts all of it', async () => {
    const children = [[], ['--json']].map(more => new Child(['chat', url(), '--user', 'ada', ...more]));
    await Promise.all(children.map(child => child.line('connected')));
    for (const i of [0, 1]) await stage.server.endpoint(i).stop();
    const [text, json] = children as [Child, Child];
    await Promise.all([text.line('is lost'), json.line('"reconnecting"')]);
    for (const child of children) child.type('/vote 1', '/history 3', '/who');
    await text.line('-- waits for a connection: /vote 1');
    await text.line('-- waits for a connection: /history 3');
    await text.line('-- waits for a connection: /who');
    await json.line('"spooled":2');
    await json.line('"line":"/who"');
    expect(parse(json.output).filter(({ type }) => type === 'spooled')).to.deep.equal([
      { type: 'spooled', line: '/vote 1', method: 'vote:choose', arguments: [0] },
      { type: 'spooled', line: '/history 3', method: 'history', arguments: [3] },
      { type: 'spooled', line: '/who' },
    ]);
  });

  it('shows after a loss what was said meanwhile, and nothing twice', async () => {
    const [source, options] = stage.joining('ada');
    const ada = stage.with(new BeamChat(source, { ...options, ...FIRST_ADDRESS }).boot());
    await next(ada.connected$);
    // From here on everybody else is let in at the other endpoint only.
    await stage.server.endpoint(0).fault('refuse');
    const bob = new Child(['chat', url(), '--user', 'bob']);
    await bob.line('-- connected');
    bob.type('first');
    await bob.line('bob: first');
    await stage.server.endpoint(1).stop();
    await bob.line('is lost');
    await ada.call('msg', ['meanwhile']);
    await stage.server.endpoint(0).heal();
    await bob.line('| ada [Owner]: meanwhile');
    bob.type('second');
    await bob.line('bob: second');
    expect(bob.output.filter(line => line.includes('first'))).to.have.length(1);
  });

  it('says in its own words that nobody answers its join request any more', async () => {
    const child = new Child(['chat', url(), '--user', 'ada', '--json']);
    await child.line('"connected"');
    await stage.server.close();
    expect(JSON.parse(await child.line('cannot reach')).message).to.match(/^cannot reach http:.*ECONNREFUSED/);
  });

  it('leaves at SIGINT, and says which lines were not sent', async () => {
    const child = new Child(['chat', url(), '--user', 'ada']);
    await child.line('connected');
    for (const i of [0, 1]) await stage.server.endpoint(i).stop();
    await child.line('is lost');
    child.type('in vain');
    await child.line('waits for a connection: in vain');
    child.signal('SIGINT');
    expect(await child.exit()).to.equal(1);
    expect(child.errors.join()).to.include('"in vain" failed: it was not sent before the chat ended');
  });

  it('while it has lost its connection, leaves at once if nothing that was typed waits', async () => {
    const endings = [(child: Child) => child.type('/quit'), (child: Child) => child.end()];
    const children = endings.map(() => new Child(['chat', url(), '--user', 'ada', '--drain', '86400']));
    await Promise.all(children.map(child => child.line('connected')));
    for (const i of [0, 1]) await stage.server.endpoint(i).stop();
    await Promise.all(children.map(child => child.line('is lost')));
    for (const [i, child] of children.entries()) endings[i]?.(child);
    expect(await Promise.all(children.map(child => child.exit()))).to.deep.equal([0, 0]);
    expect(children.flatMap(({ errors }) => errors).filter(line => !line.includes('cannot connect'))).to.deep.equal([]);
  });

  it('joins at endpoints too, with a key from the environment', async () => {
    const { user, authkey, endpoints } = await stage.join('ada');
    const where = endpoints.flatMap(endpoint => ['--endpoint', endpoint]);
    const args = ['chat', ...where, '--channel', String(CHANNEL), '--user', String(user.id)];
    const { code, output, errors } = await run(args, ['hi'], { RX_BEAM_AUTHKEY: authkey });
    expect([code, errors]).to.deep.equal([0, []]);
    expect(untimed(output)).to.include('ada [Owner]: hi');
    expect(output.join()).not.to.include(authkey);
  });

  it('lets nothing through that a terminal obeys', async () => {
    const children = [[], ['--json']].map(more => new Child(['chat', url(), '--user', 'bob', ...more]));
    await Promise.all(children.map(child => child.line('connected')));
    const evil = '\u001b]0;owned\u0007\u001b[2Jred\u009b31m\u202e';
    const parts = [{ type: 'text', text: `${evil} end` }];
    stage.server.emit(CHANNEL, 'ChatMessage', { user_name: evil, user_roles: [evil], message: { message: parts } });
    stage.server.emit(CHANNEL, 'UserJoin', { username: `${evil}visitor`, roles: [evil] });
    stage.server.emit(CHANNEL, 'PollStart', { q: evil, answers: [`${evil}answer`], author: null });
    for (const child of children) {
      await child.line('answer');
      expect(child.output.join('')).not.to.match(/[\p{Cc}\u202e]/u);
    }
  });

  it('refuses a line that never ends, as soon as it is too long, and goes on with the next', async () => {
    const child = new Child(['chat', url(), '--user', 'ada', '--json']);
    await child.line('"connected"');
    for (let i = 0; i < 20; i += 1) child.write('x'.repeat(100_000));
    expect(JSON.parse(await child.line('"error"'))).to.include({ message: 'it has more than 65536 characters' });
    child.type('', 'hello');
    child.end();
    expect(await child.exit()).to.equal(1);
    expect(said()).to.deep.equal(['hello']);
    expect(parse(child.output).filter(({ type }) => type === 'error')).to.have.length(1);
  });

  it('stops quietly when nobody reads any more', async () => {
    const child = new Child(['chat', url(), '--user', 'ada']);
    await child.line('connected');
    child.stopReading();
    child.type('one', 'two', 'three');
    expect(await child.exit()).to.equal(0);
    expect(child.errors).to.deep.equal([]);
  });
});
