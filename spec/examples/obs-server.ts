import { createHash } from 'node:crypto';
import { type Peer, type ScriptedServer, startScripted } from './scripted-server.js';

export const OBS_PASSWORD = 'open sesame';

interface Request {
  readonly op: number;
  readonly d: {
    readonly authentication?: string;
    readonly rpcVersion?: number;
    readonly requestType: string;
    readonly requestId: string;
    readonly requestData?: { readonly sceneName?: string };
  };
}

const CHALLENGE = 'Y2hhbGxlbmdl';
const SALT = 'c2FsdA==';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
const PROOF = sha256(sha256(OBS_PASSWORD + SALT) + CHALLENGE);

const SCENES = ['Scene', 'Break'];

/** Answers the requests of a client that is identified. */
const respond = ({ requestType, requestId, requestData }: Request['d'], server: Pick<ScriptedServer, 'broadcast'>) => {
  const response = (code: number, comment?: string, responseData?: object) => ({
    op: 7,
    d: {
      requestType,
      requestId,
      requestStatus: { result: code === 100, code, ...(comment === undefined ? {} : { comment }) },
      ...(responseData === undefined ? {} : { responseData }),
    },
  });
  if (requestType === 'GetVersion') return response(100, undefined, { rpcVersion: 1, obsWebSocketVersion: '5.5.4' });
  if (requestType === 'SetCurrentProgramScene') {
    const { sceneName = '' } = requestData ?? {};
    if (!SCENES.includes(sceneName)) return response(600, `No source was found by the name of \`${sceneName}\`.`);
    const eventData = { sceneName };
    server.broadcast({ op: 5, d: { eventType: 'CurrentProgramSceneChanged', eventIntent: 4, eventData } });
    return response(100);
  }
  return response(204, 'Your request type is not valid.');
};

/**
 * A server that speaks as the documentation of obs-websocket 5 says, with a password or without.
 *
 * @see https://github.com/obsproject/obs-websocket/blob/master/docs/generated/protocol.md
 */
export const startObs = async ({ asks = true, port }: { asks?: boolean; port?: number } = {}) => {
  const script = ({ send, socket }: Peer) => {
    let isIdentified = false;
    const authentication = asks ? { authentication: { challenge: CHALLENGE, salt: SALT } } : {};
    send({ op: 0, d: { obsWebSocketVersion: '5.5.4', rpcVersion: 1, ...authentication } });
    return (message: unknown) => {
      const { op, d } = message as Request;
      if (isIdentified && op === 1) return socket.close(4008, 'You are already identified.');
      if (isIdentified) return send(respond(d, server));
      if (op !== 1) return socket.close(4007, 'You must be identified.');
      if (d.rpcVersion !== 1) return socket.close(4010, 'Unsupported version.');
      if (asks && d.authentication !== PROOF) return socket.close(4009, 'Authentication failed.');
      isIdentified = true;
      send({ op: 2, d: { negotiatedRpcVersion: 1 } });
    };
  };
  const server: ScriptedServer = await startScripted(script, { protocol: 'obswebsocket.json', port });
  return server;
};
