import type { BeamChatOptions } from '../../lib/index.js';
import type { Temper } from './tempered-socket.js';
import type { World } from './world.js';

/** One way in which a connection, a dial or a client ends. */
export interface End {
  readonly name: string;
  readonly options?: BeamChatOptions;
  /** What happens before the journal begins. */
  readonly prepare: (world: World) => Promise<void>;
  /** The end itself. */
  readonly strike: (world: World) => Promise<void> | void;
  /** The amendment of the rules under which these orders fall: they may change with it, and with nothing else. */
  readonly amended?: string;
  /** Whether it is like another end, so that it need not be played with each handler. @default false */
  readonly plainOnly?: boolean;
}

const USER = [1, 2, 'key'] as const;

/** Connected, with calls in flight. */
const connected = async (world: World): Promise<void> => {
  world.chat.boot();
  await world.pass(100);
  world.calls('early');
  await world.pass(0);
};

/** The first dial is under way, with calls in the spool, and its server takes it so. */
const dialling =
  (...tempers: Temper[]) =>
  async (world: World): Promise<void> => {
    world.tempers = tempers;
    world.chat.boot();
    world.calls('early');
    await world.pass(0);
  };

/** A connection was lost with calls in flight, and the wait before the next dial is under way. */
const waiting =
  (...tempers: Temper[]) =>
  async (world: World): Promise<void> => {
    await connected(world);
    world.tempers = tempers;
    world.socket.closes(1006);
    world.calls('spooled');
    await world.pass(100);
  };

const goesOn = (world: World): Promise<void> => world.pass(20);

export const ENDS: readonly End[] = [
  { name: 'the server closes with 1000', prepare: connected, strike: world => world.socket.closes(1000, 'bye') },
  {
    name: 'the server closes with 1001',
    prepare: connected,
    strike: world => world.socket.closes(1001),
    plainOnly: true,
  },
  { name: 'TCP reset', prepare: connected, strike: world => world.socket.closes(1006) },
  {
    name: 'TCP reset, three times with the same call in flight',
    prepare: connected,
    strike: async world => {
      for (let losses = 0; losses < 3; losses += 1) {
        world.socket.closes(1006);
        await world.pass(1_000);
      }
    },
    amended: 'R14: resending is bounded',
    plainOnly: true,
  },
  { name: 'the connection is refused', prepare: dialling('refuses TCP'), strike: goesOn },
  { name: 'every address refuses once', prepare: dialling('refuses TCP', 'refuses TCP'), strike: goesOn },
  { name: 'HTTP 503 at the upgrade', prepare: dialling('answers 503'), strike: goesOn },
  {
    name: 'no welcome within connectTimeout',
    options: { connectTimeout: 1_000 },
    prepare: dialling('never welcomes'),
    strike: world => world.pass(1_000),
  },
  {
    name: 'the socket does not open within connectTimeout',
    options: { connectTimeout: 1_000 },
    prepare: dialling('never opens'),
    strike: world => world.pass(1_000),
  },
  {
    name: 'auth is refused on a reconnect',
    options: { auth: USER },
    prepare: waiting('refuses auth'),
    strike: world => world.pass(300),
  },
  {
    name: 'auth is refused once, and accepted with new credentials',
    options: { auth: () => USER },
    prepare: waiting('refuses auth'),
    strike: world => world.pass(300),
  },
  {
    name: 'auth is answered with 4006',
    options: { auth: USER },
    prepare: waiting('answers auth with 4006'),
    strike: world => world.pass(300),
  },
  {
    name: 'silence, and no answer to a ping',
    options: { pingInterval: 1_000, pingTimeout: 500 },
    prepare: connected,
    strike: world => world.pass(1_500),
  },
  { name: 'wake$ emits offline', prepare: connected, strike: world => world.wake$.next('offline') },
  {
    name: 'a frame breaks the socket',
    prepare: connected,
    strike: world => world.socket.fails('Max payload size exceeded'),
  },
  {
    name: 'a binary frame, which ends nothing, and then 1000',
    prepare: connected,
    strike: world => {
      world.socket.hears(new ArrayBuffer(4));
      world.socket.closes(1000);
    },
  },
  { name: 'close() while connected', prepare: connected, strike: world => world.close() },
  {
    name: 'close({ drain }) with calls in flight, which are answered',
    prepare: connected,
    strike: async world => {
      world.close({ drain: 1_000 });
      await world.pass(50);
      world.socket.answer();
    },
    amended: 'R29: draining waits for bufferedAmount',
  },
  {
    name: 'close({ drain }) with calls in flight, until its time is over',
    prepare: connected,
    strike: async world => {
      world.close({ drain: 1_000 });
      await world.pass(1_000);
    },
    amended: 'R29: draining waits for bufferedAmount',
  },
  {
    name: 'close({ drain }), and the connection is lost',
    prepare: connected,
    strike: async world => {
      world.close({ drain: 1_000 });
      await world.pass(50);
      world.socket.closes(1006);
    },
    amended: 'R29: draining waits for bufferedAmount',
  },
  {
    name: 'shouldReconnect answers false to a loss',
    prepare: async world => {
      await connected(world);
      world.wanted = false;
    },
    strike: world => world.socket.closes(1006),
  },
  {
    name: 'shouldReconnect answers false to a dial that failed',
    prepare: async world => {
      world.wanted = false;
      await dialling('refuses TCP')(world);
    },
    strike: goesOn,
  },
  { name: 'close() while dialling', prepare: dialling(), strike: world => world.close() },
  {
    name: 'close() while it waits for the welcome',
    prepare: async world => {
      await dialling('never welcomes')(world);
      await world.pass(20);
    },
    strike: world => world.close(),
  },
  { name: 'close() while it waits to reconnect', prepare: waiting(), strike: world => world.close() },
  {
    name: 'close() while idle',
    prepare: async world => {
      world.calls('early');
      await world.pass(0);
    },
    strike: world => world.close(),
  },
];
