import { expect } from 'chai';
import { filter, firstValueFrom } from 'rxjs';
import { BeamChat, type BeamChatOptions } from '../../lib/index.js';
import { golden } from '../kit/golden.js';
import { next, onStage, type Stage } from '../kit/live.js';
import { Journal } from './journal.js';
import { CLOSED_WITHOUT_SOCKET } from './play.js';

/** What a spec over real sockets has at hand. */
interface Play {
  readonly stage: Stage;
  readonly chat: BeamChat;
  readonly journal: Journal;
}

interface LiveEnd {
  readonly name: string;
  readonly options?: BeamChatOptions;
  /** Whether the client is connected before, with calls in flight at the first server, which answers none. */
  readonly connected: boolean;
  readonly strike: (play: Play) => Promise<unknown> | unknown;
  /** The amendment of the rules under which this order falls. */
  readonly amended?: string;
}

const first = ({ stage }: Play) => stage.server.endpoint(0);

const ENDS: readonly LiveEnd[] = [
  { name: 'the server closes with 1000', connected: true, strike: play => first(play).fault('close', 1000) },
  { name: 'the server closes with 1001', connected: true, strike: play => first(play).fault('close', 1001) },
  { name: 'the TCP connection ends', connected: true, strike: play => first(play).fault('drop') },
  { name: 'a frame is too large', connected: true, strike: play => first(play).fault('oversize') },
  {
    name: 'silence',
    options: { pingInterval: 200, pingTimeout: 200 },
    connected: true,
    strike: play => first(play).fault('freeze'),
  },
  { name: 'close() while connected', connected: true, strike: closes },
  {
    name: 'the connection is refused',
    connected: false,
    strike: async play => {
      await first(play).fault('refuse');
      play.chat.boot();
    },
  },
  {
    name: 'HTTP 503',
    connected: false,
    strike: async play => {
      await first(play).fault('httpError');
      play.chat.boot();
    },
  },
  {
    name: 'close() while dialling',
    connected: false,
    strike: play => closes(play, play.chat.boot()),
    amended: CLOSED_WITHOUT_SOCKET,
  },
];

function closes({ chat, journal }: Play, _booted?: unknown): void {
  journal.note('> close()');
  journal.promise('close()', chat.close());
  journal.note('< close()');
}

describe('the orders over real sockets', () => {
  const stage = onStage();

  /** A call of each kind; `ping` is what a server answers to whoever is not authenticated. */
  const calls = ({ chat, journal }: Play): Promise<unknown>[] => {
    const call$ = (label: string, resend: boolean) =>
      new Promise<void>(resolve => {
        journal.call$(label, chat.call$('ping', [], { resend })).add(resolve);
      });
    const observed = [call$('once', false), call$('resend', true)];
    // Last, since replies may come in one TCP segment or in several, and promises have their turn between those.
    const promise = chat.call('ping', []);
    journal.promise('call', promise);
    return [...observed, promise.catch(() => {})];
  };

  for (const end of ENDS) {
    it(end.name, async () => {
      const { endpoints } = stage.server;
      const journal = new Journal(
        address => `server ${endpoints.indexOf(address) + 1}`,
        () => {},
      );
      const options: BeamChatOptions = { random: () => 0, welcome: true, ...end.options };
      const chat = stage.with(new BeamChat(endpoints, options));
      const play: Play = { stage, chat, journal };
      journal.watch(chat);
      if (end.connected) {
        await stage.server.endpoint(0).fault('suppressReplies', ['ping']);
        await next(chat.boot().connected$);
      }
      const ended = calls(play);
      journal.take();
      await end.strike(play);
      await Promise.all(ended);
      await firstValueFrom(chat.status$.pipe(filter(({ state }) => state === 'connected' || state === 'closed')));
      // What the promises lead to has its turn.
      await new Promise(setImmediate);
      const file = `spec/orders/golden/real-sockets/${end.name.replace(/\W+/g, '-')}.txt`;
      const title = `# ${end.name}${end.amended === undefined ? '' : ` [amended: ${end.amended}]`}`;
      const now = `${[title, ...journal.take()].join('\n')}\n`;
      expect(now).to.equal(await golden(file, now));
    });
  }
});
