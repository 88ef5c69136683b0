import { Subject } from 'rxjs';
import { type Peer, type ScriptedServer, startScripted } from '../examples/scripted-server.js';
import type { FamilyName } from './contender.js';

export interface FamilyServer extends ScriptedServer {
  /** Emits whenever a call has come that is never answered. */
  readonly unanswered$: Subject<void>;
  /** Sends an item to each client that has subscribed. */
  publish(item: number): void;
}

/** What a script tells its server. */
interface Desk {
  unanswered(): void;
  subscribed(publish: (item: number) => void): void;
}

type FamilyScript = (peer: Peer, desk: Desk) => (message: never) => void;

interface ObsMessage {
  readonly op: number;
  readonly d: { readonly requestType: string; readonly requestId: string };
}

/** It answers `GetVersion`, never `GetStats`, and refuses all others. */
const obs: FamilyScript = ({ send }, desk) => {
  send({ op: 0, d: { obsWebSocketVersion: '5.5.4', rpcVersion: 1 } });
  return ({ op, d }: ObsMessage) => {
    if (op === 1) {
      desk.subscribed(item => send({ op: 5, d: { eventType: 'CustomEvent', eventIntent: 1, eventData: { item } } }));
      return send({ op: 2, d: { negotiatedRpcVersion: 1 } });
    }
    const { requestType, requestId } = d;
    if (requestType === 'GetStats') return desk.unanswered();
    const requestStatus =
      requestType === 'GetVersion'
        ? { result: true, code: 100 }
        : { result: false, code: 204, comment: 'no such type' };
    send({ op: 7, d: { requestType, requestId, requestStatus, responseData: { rpcVersion: 1 } } });
  };
};

interface DerivMessage {
  readonly req_id: number;
  readonly ticks?: string;
  readonly time?: number;
  readonly statement?: number;
}

/** It answers `time` and `ping`, never `statement`, and refuses all others but `ticks`. */
const deriv: FamilyScript = ({ send }, desk) => {
  return (request: DerivMessage) => {
    const { req_id } = request;
    const base = { echo_req: request, req_id };
    if (request.statement !== undefined) return desk.unanswered();
    if (request.ticks !== undefined) {
      const subscription = { id: `s${req_id}` };
      const tick = (quote: number) => send({ ...base, msg_type: 'tick', tick: { quote }, subscription });
      tick(0);
      return desk.subscribed(tick);
    }
    if (request.time !== undefined) return send({ ...base, msg_type: 'time', time: 1_600_000_000 });
    if ('ping' in request) return send({ ...base, msg_type: 'ping', ping: 'pong' });
    send({ ...base, error: { code: 'UnrecognisedRequest', message: 'Unrecognised request.' } });
  };
};

interface RpcMessage {
  readonly id: number | string;
  readonly method: string;
}

/** JSON-RPC with these methods; it refuses all others. Items come as notifications of the method `item`. */
const jsonRpcServer =
  (methods: { answered: string; unanswered: string; subscribe: string; item: string }): FamilyScript =>
  ({ send }, desk) =>
  ({ id, method }: RpcMessage) => {
    const reply = (body: object) => send({ jsonrpc: '2.0', id, ...body });
    if (method === methods.unanswered) return desk.unanswered();
    if (method === methods.answered) return reply({ result: '0x1' });
    if (method !== methods.subscribe) return reply({ error: { code: -32_601, message: 'no such method' } });
    const subscription = `0x${Math.random().toString(16).slice(2)}`;
    reply({ result: subscription });
    desk.subscribed(item =>
      send({ jsonrpc: '2.0', method: methods.item, params: { subscription, result: { number: `0x${item}` } } }),
    );
  };

const SCRIPTS: Readonly<Record<FamilyName, FamilyScript>> = {
  obs,
  deriv,
  bifur: jsonRpcServer({
    answered: 'presence_announce',
    unanswered: 'presence_rollcall',
    subscribe: 'presence_subscribe',
    item: 'presence_subscription',
  }),
  ethereum: jsonRpcServer({
    answered: 'eth_blockNumber',
    unanswered: 'eth_gasPrice',
    subscribe: 'eth_subscribe',
    item: 'eth_subscription',
  }),
};

/** Starts the server of a family on 127.0.0.1. */
export const startFamily = async (family: FamilyName, port?: number): Promise<FamilyServer> => {
  const unanswered$ = new Subject<void>();
  const publishers = new Set<(item: number) => void>();
  const server = await startScripted(
    peer => {
      const answer = SCRIPTS[family](peer, {
        unanswered: () => unanswered$.next(),
        subscribed: publish => {
          publishers.add(publish);
          peer.socket.once('close', () => publishers.delete(publish));
        },
      });
      return message => answer(message as never);
    },
    { protocol: 'obswebsocket.json', port },
  );
  return {
    ...server,
    unanswered$,
    publish: item => {
      for (const publish of publishers) publish(item);
    },
  };
};
