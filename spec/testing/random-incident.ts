import { asyncScheduler, Subject, timer } from 'rxjs';
import { BeamChat, type Status } from '../../lib/index.js';
import { type Act, close, event, frame, record, ScriptedSocket } from '../../lib/testing/index.js';
import { Chance } from '../chaos/prng.js';

/** The key that no script may show. */
export const KEY = 'hidden-authkey';

const ADDRESSES = ['wss://a.test/?key=hidden', 'wss://b.test/', 'wss://c.test/'];
const END_MS = 10_000;

const DATA: readonly unknown[] = [null, { ok: true }, `echo of ${KEY}`];
const BAD: readonly Act[] = [
  frame('no JSON'),
  frame(`it's "quoted" \\ \u2028 \\"`),
  frame('{"type":"reply","id":999}'),
  frame(new ArrayBuffer(7)),
];

/** What one socket meets: at odd times, so that no deadline of a call ends at the same time. */
const socketOf = (chance: Chance, sent: () => readonly number[]) => {
  const acts$ = new Subject<Act | string>();
  let at = 1 + 2 * chance.int(0, 20);
  const next = (act: () => Act | string) => {
    const when = at;
    asyncScheduler.schedule(() => acts$.next(act()), when);
    at += 2 * chance.int(0, 60);
  };
  if (chance.odds(0.15)) next(() => 'd');
  next(() => 'o');
  if (chance.odds(0.9)) next(() => 'w');
  for (let left = chance.int(0, 25); left > 0; left -= 1) {
    const id = () => sent().at(-chance.int(1, 4)) ?? 0;
    const kind = chance.next();
    if (kind < 0.6) next(() => reply(id(), chance));
    else if (kind < 0.9) next(() => event('ChatMessage', { user_name: 'bob', text: `hi ${KEY}` } as never));
    else next(() => chance.pick(BAD));
  }
  if (chance.odds(0.7)) next(() => chance.pick<Act | string>(['d', close(1000), close(4000, `bye ${KEY}`), 's']));
  return acts$;
};

const reply = (id: number, chance: Chance): Act =>
  frame(
    JSON.stringify({ type: 'reply', id, error: chance.odds(0.2) ? `refused ${KEY}` : null, data: chance.pick(DATA) }),
  );

/** A client that makes calls while its servers fail at random. To be made in virtual time. */
export const randomIncident = (seed: number, last: number) => {
  const chance = new Chance(seed);
  let sent: number[] = [];
  const scripts = () => Array.from({ length: 40 }, () => socketOf.bind(undefined, chance.fork(), () => sent));
  const servers = new ScriptedSocket(
    Object.fromEntries(ADDRESSES.map(address => [address, scripts().map(make => deferred(make))])),
    { replies: { auth: new Subject(), optOutEvents: new Subject(), ping: new Subject() } as never },
  );
  const wake$ = new Subject<string>();
  const random = chance.fork();
  const chat = new BeamChat(ADDRESSES, {
    WebSocketCtor: servers.WebSocketCtor,
    wake$,
    random: random.next,
    connectTimeout: 400,
    callTimeout: 200,
    pingInterval: 700,
    pingTimeout: 100,
    backoff: { initial: 60, max: 500 },
    spool: { limit: 3, ttl: 600 },
  });
  chat.sent$.subscribe(({ id }) => {
    sent = [...sent.slice(-10), id as number];
  });
  const recording = record(chat, { last });
  const user = chance.fork();
  asyncScheduler.schedule(() => {
    // Only a key that the client was given can be masked.
    chat.auth(1, 2, KEY).catch(() => {});
    chat.boot();
  }, 0);
  for (let at = 2; at < END_MS; at += 2 * user.int(1, 300)) asyncScheduler.schedule(() => act(chat, user, wake$), at);
  timer(END_MS).subscribe(() => void chat.close());
  return { chat, recording };
};

/** Each dial has an Observable of its own, which begins when it is dialled. */
const deferred = (make: () => Subject<Act | string>) => new DeferredScript(make).acts$;

class DeferredScript {
  readonly acts$ = new Subject<Act | string>();
  constructor(make: () => Subject<Act | string>) {
    const acts$ = this.acts$;
    const subscribe = acts$.subscribe.bind(acts$);
    acts$.subscribe = ((...observer: never[]) => {
      const subscription = subscribe(...observer);
      make().subscribe(each => acts$.next(each));
      return subscription;
    }) as typeof acts$.subscribe;
  }
}

/** What a user does at an even time. */
const act = (chat: BeamChat, chance: Chance, wake$: Subject<string>): void => {
  const ignore = { error: () => {} };
  const kind = chance.next();
  if (kind < 0.05) chat.auth(1, 2, KEY).catch(() => {});
  else if (kind < 0.1) chat.optOutEvents('UserJoin').catch(() => {});
  else if (kind < 0.12) wake$.next(chance.pick(['wake', 'offline']));
  else if (kind < 0.15) chat.ping().catch(() => {});
  else if (kind < 0.2) chat.call$('history', [5]).subscribe(ignore);
  else if (kind < 0.25) chat.call$('msg', ['now'], { force: true }).subscribe(ignore);
  else if (kind < 0.3) chat.call$('msg', ['quiet'], { noReply: true }).subscribe(ignore);
  else if (kind < 0.4) {
    const call = chat.call$('msg', [`cancelled ${KEY}`], { timeout: 500 }).subscribe(ignore);
    asyncScheduler.schedule(() => call.unsubscribe(), 2 * chance.int(0, 200));
  } else chat.call$('msg', [`hi ${KEY}`], { timeout: 2 * chance.int(20, 200) }).subscribe(ignore);
};

/** What must be the same: the statuses, the ends of calls and the events, each with its time. */
export const watch = (chat: BeamChat): string[] => {
  const log: string[] = [];
  const note = (what: string) => log.push(`${asyncScheduler.now()} ${what}`);
  const statusText = ({ state, attempt, lastError }: Status) => `${state} ${attempt} ${lastError?.name ?? ''}`;
  chat.status$.subscribe(status => note(`status ${statusText(status)}`));
  chat.connected$.subscribe(({ session, authenticated }) => note(`session ${session} ${authenticated}`));
  chat.reconnecting$.subscribe(({ attempt, delay }) => note(`waits ${delay} for ${attempt}`));
  chat.closed$.subscribe(({ code }) => note(`closed ${code}`));
  chat.errors$.subscribe(({ name }) => note(`error ${name}`));
  chat.events$<unknown>('ChatMessage').subscribe(() => note('ChatMessage'));
  return log;
};
