import { expect } from 'chai';
import { filter, map } from 'rxjs';
import type { BeamChat } from '../../lib/index.js';
import { CHANNEL, next, nextEvent, onStage } from '../kit/live.js';
import { type Reports, reportsDuring } from '../kit/reports.js';
import { session } from '../rules/kit.js';
import { type Bot, greeter, moderator, pingBot } from './bots.js';

describe('bots in the shape of the old service’s public bots', () => {
  const stage = onStage({ endpoints: 1, authkeys: 'reusable' });

  /** The next line of the chat that says something. */
  const line = (person: BeamChat, text: string): Promise<string> =>
    next(
      person.events$('ChatMessage').pipe(
        map(({ message }) => message.message.map(part => part.text).join('')),
        filter(said => said === text),
      ),
      text,
    );

  const say = async (person: BeamChat, text: string, answer: string): Promise<void> => {
    const answered = line(person, answer);
    await person.call('msg', [text]);
    await answered;
  };

  /** Starts a bot, and bob beside it. */
  const enter = async (bot: Bot) => {
    const { user, authkey } = await stage.join('ada');
    const { endpoints } = stage.server;
    const socket = stage.with(bot({ channelId: CHANNEL, userId: user.id, authkey, endpoints }));
    await nextEvent(socket, 'authresult');
    const person = await stage.connect('bob', { backoff: { initial: 0 } });
    return { socket, person };
  };

  /** Stops the server while a call of the bot is in flight, and starts it again. */
  const restart = async ({ socket, person }: Awaited<ReturnType<typeof enter>>): Promise<Reports> => {
    // The replies to what the bot has said come first: a call of its own that is still in flight would be a second warning.
    await socket.call('history', [1]);
    await stage.server.endpoint(0).fault('suppressReplies', ['msg']);
    return reportsDuring(async () => {
      socket.call('msg', ['in flight when the server stops']);
      const away = Promise.all([nextEvent(socket, 'reconnecting'), next(person.reconnecting$)]);
      await stage.server.endpoint(0).stop();
      await away;
      expect(socket.status).to.equal(4);
      await stage.server.endpoint(0).heal();
      const back = Promise.all([session(socket.chat, 2), session(person, 2)]);
      await stage.server.endpoint(0).start();
      await back;
    });
  };

  const expectOneWarning = ({ unhandled, warnings }: Reports): void => {
    expect(unhandled).to.deep.equal([]);
    // A spec before this one may have left a client with a call and without boot(), which is reminded after 5 s.
    const ofCalls = warnings.filter(warning => !String(warning).includes('boot()'));
    expect(ofCalls, JSON.stringify(warnings)).to.have.length(1);
  };

  it('the ping bot answers, before and after a restart of the server', async () => {
    const here = await enter(pingBot);
    await say(here.person, '!PING please', '@bob PONG!');
    expectOneWarning(await restart(here));
    await say(here.person, '!ping', '@bob PONG!');
  });

  it('the greeter greets who comes, before and after a restart of the server', async () => {
    const here = await enter(greeter);
    await line(here.person, 'Welcome, bob!');
    expectOneWarning(await restart(here));
    const welcome = line(here.person, 'Welcome, eve!');
    await stage.connect('eve');
    await welcome;
  });

  it('the moderator runs polls and purges, before and after a restart of the server', async () => {
    const here = await enter(moderator);
    const { person } = here;
    const poll = next(person.events$('PollStart'));
    await person.call('msg', ['!poll tea']);
    expect(await poll).to.include({ q: 'Do you like tea?' });
    await say(person, '!purge bob', 'bob was purged');
    expectOneWarning(await restart(here));
    const purge = next(person.events$('PurgeMessage'));
    await say(person, '!purge bob', 'bob was purged');
    expect(await purge).to.include({ user_id: 8 });
    const said = (await person.call('history', [20])).map(({ message }) =>
      message.message.map(part => part.text).join(''),
    );
    expect(said).to.include('I was away, with 0 message(s) waiting.');
    expect(said).to.include('I am back; 1 purged so far.');
  });
});
