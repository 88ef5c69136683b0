import { setTimeout as sleep } from 'node:timers/promises';
import { filter, firstValueFrom, merge, Subject, takeUntil, timer } from 'rxjs';
import { BeamChat, type ChatMessage, messages$ } from '../../lib/index.js';
import { ChatServer } from '../../lib/server/index.js';
import { Chance } from '../chaos/prng.js';
import { CHANNEL, DEADLINE, type JoinReply, next } from '../kit/live.js';

/** How long a connection lasts, and how long it takes to the next one, in ms at most. */
const LASTING = 350;
const OUTAGE = 60;
/** Between two messages, in ms. */
const PACE = 10;
/** What the server gives at most. */
const HISTORY = 100;
const WRITERS = ['bob', 'eve', 'kim'];

export interface FailoverResult {
  readonly said: number;
  readonly failovers: number;
  readonly emitted: number;
  readonly gaps: readonly string[];
  readonly removals: Readonly<Record<string, number>>;
  /** What is wrong; empty if nothing is. */
  readonly faults: readonly string[];
}

const join = async (server: ChatServer, user: string): Promise<JoinReply> =>
  (await (await fetch(server.joinUrl(CHANNEL, user))).json()) as JoinReply;

const connect = (server: ChatServer, user: string, endpoints: readonly string[]): BeamChat =>
  new BeamChat(async () => ({ ...(await join(server, user)), endpoints }), {
    auth: reply => [CHANNEL, (reply as JoinReply).user.id, reply.authkey],
    backoff: { initial: OUTAGE, max: OUTAGE },
    connectTimeout: 2_000,
  }).boot();

/** What the server did, in its own order. */
class Ledger {
  readonly said: ChatMessage[] = [];
  readonly gone = new Set<string>();

  removeWhere(isGone: (message: ChatMessage) => boolean): void {
    for (const message of this.said) if (isGone(message)) this.gone.add(message.id);
  }
}

/** Compares what one client emitted with what the server did. */
const faultsOf = (ledger: Ledger, emitted: readonly ChatMessage[], removed: ReadonlySet<string>): string[] => {
  const places = new Map(ledger.said.map(({ id }, place) => [id, place]));
  const faults: string[] = [];
  let last = -1;
  const seen = new Set<string>();
  for (const { id } of emitted) {
    const place = places.get(id) ?? -1;
    if (place < 0) faults.push(`${id} was never said`);
    if (seen.has(id)) faults.push(`${place} was emitted twice`);
    seen.add(id);
    // If a history has nothing that the client knows, it does not tell where a message that is gone belongs.
    if (ledger.gone.has(id)) continue;
    if (place < last) faults.push(`${place} was emitted behind ${last}`);
    last = Math.max(last, place);
  }
  for (const { id } of ledger.said) {
    if (!seen.has(id) && !ledger.gone.has(id)) faults.push(`${places.get(id)} was lost`);
    if (removed.has(id) && !ledger.gone.has(id)) faults.push(`${places.get(id)} was removed, and is there`);
  }
  // What is older than all that the last history shares with it may be too old for that history.
  const present = ledger.said.map(({ id }) => id).filter(id => !ledger.gone.has(id));
  const stored = new Set(present.slice(-HISTORY));
  const oldest = emitted.findIndex(({ id }) => stored.has(id));
  for (const { id } of oldest < 0 ? [] : emitted.slice(oldest)) {
    if (ledger.gone.has(id) && !removed.has(id)) faults.push(`${places.get(id)} is gone, and still shown`);
  }
  return faults;
};

/** Lets a client lose its connection so often, while others write, delete, purge and clear at endpoints that stay. */
export const runFailovers = async (failovers: number, seed: number): Promise<FailoverResult> => {
  const random = new Chance(seed).next;
  // The last endpoint is that of the writers, who must not be lost. The server keeps every message: with a full buffer, a purge
  // would shorten the history for good, and nothing would tell which of the messages older than that are gone.
  const server = await ChatServer.listen({ endpoints: 3, random, users: usersOf(WRITERS), history: 10_000 });
  const [one = '', two = '', stays = ''] = server.endpoints;
  const writers = WRITERS.map(name => connect(server, name, [stays]));
  const owner = connect(server, 'ada', [stays]);
  const reader = connect(server, 'lou', [one, two]);
  const stopped$ = new Subject<void>();
  const ledger = new Ledger();
  try {
    await Promise.all([...writers, owner, reader].map(chat => next(chat.connected$, 'session')));
    watch(owner, ledger);
    const asked = next(reader.sent$.pipe(filter(({ method }) => method === 'history')), 'history');
    const shown = show(reader);
    await asked;
    const writing = write(writers, random, stopped$);
    const moderating = moderate(owner, ledger, random, stopped$);
    for (let count = 0; count < failovers; count += 1) await failOver(server, reader, random);
    stopped$.next();
    await Promise.all([writing, moderating]);
    // Once more, so that the last history tells what was missed of it all.
    await failOver(server, reader, random);
    await settle(ledger, shown, owner, reader);
    const removals = Object.fromEntries(shown.causes);
    const faults = faultsOf(ledger, shown.emitted, shown.removed);
    return { said: ledger.said.length, failovers, emitted: shown.emitted.length, gaps: shown.gaps, removals, faults };
  } finally {
    stopped$.next();
    await Promise.all([...writers, owner, reader].map(chat => chat.close()));
    await server.close();
  }
};

const usersOf = (names: readonly string[]) => [
  { username: 'ada', roles: ['Owner'] },
  ...names.map(username => ({ username })),
  { username: 'lou' },
];

/** The owner is never lost: what comes to it is what the server did. */
const watch = (owner: BeamChat, ledger: Ledger): void => {
  owner.events$('ChatMessage').subscribe(message => ledger.said.push(message));
  owner.events$('DeleteMessage').subscribe(({ id }) => ledger.removeWhere(message => message.id === id));
  owner.events$('PurgeMessage').subscribe(({ user_id }) => ledger.removeWhere(message => message.user_id === user_id));
  owner.events$('ClearMessages').subscribe(() => ledger.removeWhere(() => true));
};

const show = (reader: BeamChat) => {
  const shown = {
    emitted: [] as ChatMessage[],
    removed: new Set<string>(),
    causes: new Map<string, number>(),
    gaps: [] as string[],
  };
  messages$(reader, {
    onGap: ({ cause }) => shown.gaps.push(cause),
    onRemoved: ({ ids, cause }) => {
      for (const id of ids) shown.removed.add(id);
      shown.causes.set(cause, (shown.causes.get(cause) ?? 0) + ids.length);
    },
  }).subscribe(message => shown.emitted.push(message));
  return shown;
};

const write = async (writers: readonly BeamChat[], random: () => number, stopped$: Subject<void>): Promise<void> => {
  let isStopped = false;
  stopped$.subscribe(() => {
    isStopped = true;
  });
  const sent: Promise<unknown>[] = [];
  for (let count = 0; !isStopped; count += 1) {
    const writer = writers[Math.floor(random() * writers.length)];
    if (writer !== undefined) sent.push(writer.call('msg', [`message ${count}`]));
    await sleep(PACE);
  }
  await Promise.all(sent);
};

/** Deletes one of the newest messages now and then, and purges or clears rarely. Never all: a history shows what is missing. */
const moderate = async (
  owner: BeamChat,
  ledger: Ledger,
  random: () => number,
  stopped$: Subject<void>,
): Promise<void> => {
  const done: Promise<unknown>[] = [];
  // A message may be gone when its deletion arrives.
  const make = (call: Promise<unknown>) => done.push(call.catch(() => {}));
  const ticks$ = timer(50, 50).pipe(takeUntil(stopped$));
  await new Promise<void>(resolve => {
    ticks$.subscribe({
      next: () => {
        const chance = random();
        const target = ledger.said.findLast(({ id }) => !ledger.gone.has(id) && random() < 0.3);
        if (chance < 0.7 && target !== undefined) make(owner.call('deleteMessage', [target.id]));
        else if (chance < 0.75) make(owner.call('purge', [WRITERS[Math.floor(random() * WRITERS.length)] ?? 'bob']));
        else if (chance < 0.76) make(owner.call('clearMessages'));
      },
      complete: resolve,
    });
  });
  await Promise.all(done);
};

/** Breaks the reader's connection, in one of several ways, after some time, and waits for the next session. */
const failOver = async (server: ChatServer, reader: BeamChat, random: () => number): Promise<void> => {
  await sleep(random() * LASTING);
  const { address, session } = await next(reader.connected$, 'session');
  const index = server.endpoints.indexOf(address);
  const endpoint = server.endpoint(index);
  const again = next(reader.connected$.pipe(filter(connected => connected.session > session)), 'next session');
  const chance = random();
  await endpoint.heal();
  // An answer that comes late may be older than a removal that came before it.
  if (chance < 0.3) await server.endpoint(1 - index).fault('delayReplies', Math.ceil(random() * 50));
  if (chance < 0.5) await endpoint.fault('drop');
  else await endpoint.fault('close', 1012);
  await again;
};

/** Waits until the reader has everything, or until it is late. */
const settle = async (
  ledger: Ledger,
  shown: ReturnType<typeof show>,
  owner: BeamChat,
  reader: BeamChat,
): Promise<void> => {
  const isDone = () => faultsOf(ledger, shown.emitted, shown.removed).length === 0;
  // Both have heard all that the server said before.
  await Promise.all([owner.ping(), reader.ping()]);
  await firstValueFrom(merge(timer(0, 20).pipe(filter(isDone)), timer(DEADLINE)));
};
