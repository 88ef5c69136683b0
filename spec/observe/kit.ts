import { timer } from 'rxjs';
import { BeamChat, type BeamChatOptions } from '../../lib/index.js';
import { type AttemptScript, frame, ScriptedSocket, type ScriptedSocketOptions } from '../../lib/testing/index.js';

export const ADDRESS = 'wss://ada:hidden@a.test/?key=hidden';
export const SHOWN = 'wss://a.test/?key=…';
/** A key that no trace, count or channel may show. */
export const KEY = 'hidden-authkey';

/** A server that repeats what it was sent, and then a frame that is none, and a client of it. To be made in virtual time. */
export const stage = (
  script: readonly AttemptScript[],
  options: BeamChatOptions = {},
  more: ScriptedSocketOptions = {},
) => {
  const { WebSocketCtor } = new ScriptedSocket(
    { [ADDRESS]: script },
    {
      ...more,
      values: { b: frame(`no frame: ${KEY}`), e: frame(JSON.stringify({ type: 'event', event: 'Echo', data: KEY })) },
    },
  );
  const chat = new BeamChat([ADDRESS], {
    WebSocketCtor,
    random: () => 0.5,
    pingInterval: 0,
    backoff: { initial: 200 },
    ...options,
  });
  // Without an end, virtual time would never be over.
  timer(450).subscribe(() => void chat.close());
  return { chat, WebSocketCtor };
};
