import { BeamChat, type BeamChatOptions } from '../../lib/index.js';
import { FakeWebSocket, fakeWebSockets } from '../kit/fake-web-socket.js';

/** A packet that a client sent, parsed. */
export interface SentPacket {
  readonly type: string;
  readonly method: string;
  readonly arguments: unknown;
  readonly id: number;
}

/** Options for a client without timers over a fake socket, which the spec controls. */
export const fakeConnection = (over: BeamChatOptions = {}) => {
  const { newest, WebSocketCtor } = fakeWebSockets(FakeWebSocket);
  const options = { WebSocketCtor, connectTimeout: 0, callTimeout: 0, pingInterval: 0, ...over } as BeamChatOptions;
  /** Opens the socket and sends the welcome. */
  const open = () => {
    newest().opens();
    newest().receives('{"type":"event","event":"WelcomeEvent","data":{}}');
  };
  const sent = (): SentPacket[] => {
    const packets = newest().log.filter(line => line.startsWith('send '));
    return packets.map(line => JSON.parse(line.slice('send '.length)));
  };
  /** The packet that was sent last. */
  const last = (): SentPacket => sent().at(-1) as SentPacket;
  const receive = (frame: unknown) => newest().receives(frame);
  const answer = (id: number, data: unknown) => receive(JSON.stringify({ type: 'reply', id, error: null, data }));
  return { options, newest, open, sent, last, receive, answer };
};

/** A connected client over a fake socket, which the spec controls. */
export const connectedChat = (options: BeamChatOptions = {}) => {
  const link = fakeConnection(options);
  const chat = new BeamChat(['wss://chat.test'], link.options).boot();
  link.open();
  /** Closes the client; the server answers at once. */
  const end = () => {
    void chat.close();
    link.newest().closes(1000);
  };
  return { chat, end, ...link };
};

/** The uncaught exceptions and unhandled rejections while `act` runs. */
export const uncaughtDuring = async (act: () => unknown): Promise<unknown[]> => {
  const caught: unknown[] = [];
  const listener = (error: unknown) => caught.push(error);
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', listener);
  process.on('unhandledRejection', listener);
  try {
    await act();
    // Node reports both at the end of a turn; RxJS reports with a timer.
    for (let turns = 0; turns < 3; turns += 1) await new Promise(resolve => setTimeout(resolve));
  } finally {
    process.off('uncaughtException', listener);
    process.off('unhandledRejection', listener);
    for (const each of before) process.on('uncaughtException', each);
  }
  return caught;
};
