import { BeamChat } from '../../../lib/index.js';
import { close, frame, Replay, ScriptedSocket } from '../../../lib/testing/index.js';

/** Makes what was recorded happen again. Call it in virtual time, then subscribe to `steps$`. */
export const incident = () => {
  const replay = new Replay({
    dials: ['wss://one.example/', 'wss://two.example/'],
    waits: [125],
  });
  const servers = new ScriptedSocket(replay.servers, { replies: replay.replies });
  const chat = new BeamChat(replay.addresses, {
    ...replay.options,
    WebSocketCtor: servers.WebSocketCtor,
    welcome: true,
    connectTimeout: 10000,
    callTimeout: 20000,
    pingInterval: 0, // heartbeats are steps
    pingTimeout: 5000,
    spool: { limit: 1000, ttl: Infinity, overflow: 'reject-newest' },
    resend: ['history'],
  });
  const steps$ = replay.play(chat, [
    { at: 0, boot: true },
    { at: 0, call: 1, method: 'auth', args: [1, 7, '…'] },
    { at: 12, dial: 1, act: 'o' },
    { at: 18, dial: 1, act: frame('{"type":"event","event":"WelcomeEvent","data":{"server":"wss://one.example/"}}') },
    { at: 18, dial: 1, act: frame('{"type":"reply","id":0,"error":null,"data":{"authenticated":true,"roles":[]}}') },
    { at: 79, dial: 1, act: 'd' },
    { at: 213, dial: 2, act: 'o' },
    { at: 218, dial: 2, act: frame('{"type":"event","event":"WelcomeEvent","data":{"server":"wss://two.example/"}}') },
    { at: 218, dial: 2, act: frame('{"type":"reply","id":2,"error":null,"data":{"authenticated":true,"roles":[]}}') },
    { at: 249, dial: 2, act: frame('{"type":"event","event":"UserJoin","data":{"id":8,"username":"bob"}}') },
    { at: 400, close: {} },
    { at: 400, dial: 2, act: close(1000) },
  ]);
  return { chat, servers, steps$ };
};
