import { BeamChat, type BeamChatOptions } from '../../lib/index.js';
import { FakeWebSocket, fakeWebSockets } from '../kit/fake-web-socket.js';

/** What a client sent, read back. */
export interface SentPacket {
  readonly type: string;
  readonly method: string;
  readonly arguments: unknown;
  readonly id: number;
}

/** Options that dial a socket which the spec opens, and set no timers of their own. */
export const fakeLink = (options: BeamChatOptions = {}) => {
  const { newest, WebSocketCtor } = fakeWebSockets(FakeWebSocket);
  const given = { WebSocketCtor, connectTimeout: 0, callTimeout: 0, pingInterval: 0, ...options } as BeamChatOptions;
  /** The server lets it in. */
  const open = () => {
    newest().opens();
    newest().receives('{"type":"event","event":"WelcomeEvent","data":{}}');
  };
  const sent = (): SentPacket[] => {
    const packets = newest().log.filter(line => line.startsWith('send '));
    return packets.map(line => JSON.parse(line.slice('send '.length)));
  };
  /** What was sent last. */
  const last = (): SentPacket => sent().at(-1) as SentPacket;
  const hear = (frame: unknown) => newest().receives(frame);
  const answer = (id: number, data: unknown) => hear(JSON.stringify({ type: 'reply', id, error: null, data }));
  return { given, newest, open, sent, last, hear, answer };
};

/** A connected client on a socket that the spec speaks for. */
export const connectedChat = (options: BeamChatOptions = {}) => {
  const link = fakeLink(options);
  const chat = new BeamChat(['wss://chat.test'], link.given).boot();
  link.open();
  /** Closes, and the server answers at once. */
  const end = () => {
    void chat.close();
    link.newest().closes(1000);
  };
  return { chat, end, ...link };
};

/** Whatever nobody caught while something ran. */
export const uncaughtDuring = async (act: () => unknown): Promise<unknown[]> => {
  const caught: unknown[] = [];
  const listener = (error: unknown) => caught.push(error);
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', listener);
  process.on('unhandledRejection', listener);
  try {
    await act();
    // Both are told of at the end of a turn; RxJS reports with a timer.
    for (let turns = 0; turns < 3; turns += 1) await new Promise(resolve => setTimeout(resolve));
  } finally {
    process.off('uncaughtException', listener);
    process.off('unhandledRejection', listener);
    for (const each of before) process.on('uncaughtException', each);
  }
  return caught;
};
