import { createRequire } from 'node:module';
import { firstValueFrom, type Observable } from 'rxjs';
import { WebSocket } from 'ws';
import { obsWebSocket } from '../../docs/examples/protocols/obs-websocket.js';
import { type Arguments, type Protocol, RpcClient } from '../../lib/index.js';
import { ethereum, jsonRpc } from '../../lib/json-rpc/index.js';
import type { Connected, Contender, FamilyName, Hearer } from './contender.js';

const HERE = new URL('./', import.meta.url);
const require = createRequire(HERE);

/** Some of the others use the WebSocket of a page, which Node 20 does not have. */
const likeInAPage = (): void => {
  Object.assign(globalThis, { WebSocket });
};

/** Loads a package of this folder, which is installed only when this runs. */
const load = async <T>(name: string): Promise<T> => (await import(require.resolve(name))) as T;

interface ObsSocket {
  connect(url: string): Promise<unknown>;
  call(type: string): Promise<unknown>;
  on(event: string, listener: (data: unknown) => void): void;
}

const obsWebSocketJs: Contender['connect'] = async url => {
  const { default: OBSWebSocket } = await load<{ default: new () => ObsSocket }>('obs-websocket-js/json');
  const obs = new OBSWebSocket();
  await obs.connect(url);
  return {
    answered: () => obs.call('GetVersion'),
    unanswered: () => obs.call('GetStats'),
    refused: () => obs.call('Nope'),
    subscribe: hearer => {
      obs.on('CustomEvent', item => hearer.next(item));
      obs.on('ConnectionClosed', error => hearer.error(error));
    },
  };
};

interface Deriv {
  time(): Promise<unknown>;
  statement(args: object): Promise<unknown>;
  send(request: object): Promise<unknown>;
  subscribe(request: object): Observable<unknown>;
}

const derivApi: Contender['connect'] = async url => {
  likeInAPage();
  const name = '@deriv/deriv-api/dist/DerivAPIBasic.js';
  const { default: DerivAPI } = await load<{ default: new (options: object) => Deriv }>(name);
  const api = new DerivAPI({ endpoint: url, app_id: 1089 });
  await api.time();
  return {
    answered: () => api.time(),
    unanswered: () => api.statement({ statement: 1 }),
    refused: () => api.send({ nope: 1 }),
    subscribe: hearer => void api.subscribe({ ticks: 'R_100' }).subscribe(hearer),
  };
};

interface Bifur {
  readonly heartbeats: Observable<unknown>;
  request(method: string): Observable<unknown>;
  listen(method: string): Observable<unknown>;
}

const bifurClient: Contender['connect'] = async url => {
  likeInAPage();
  const { fromUrl } = (await import(new URL('node_modules/@sanity/bifur-client/dist/index.js', HERE).href)) as {
    fromUrl(url: string): Bifur;
  };
  const bifur = fromUrl(url);
  await firstValueFrom(bifur.request('presence_announce'));
  return {
    answered: () => firstValueFrom(bifur.request('presence_announce')),
    unanswered: () => firstValueFrom(bifur.request('presence_rollcall')),
    refused: () => firstValueFrom(bifur.request('nope')),
    subscribe: hearer => void bifur.listen('presence').subscribe(hearer),
  };
};

interface Viem {
  createPublicClient(options: { transport: unknown }): {
    request(request: { method: string }): Promise<unknown>;
    readonly transport: {
      subscribe(how: {
        params: string[];
        onData(item: unknown): void;
        onError(error: unknown): void;
      }): Promise<unknown>;
    };
  };
  webSocket(url: string): unknown;
}

const viem: Contender['connect'] = async url => {
  const { createPublicClient, webSocket } = await load<Viem>('viem');
  const client = createPublicClient({ transport: webSocket(url) });
  await client.request({ method: 'eth_blockNumber' });
  return {
    answered: () => client.request({ method: 'eth_blockNumber' }),
    unanswered: () => client.request({ method: 'eth_gasPrice' }),
    refused: () => client.request({ method: 'nope' }),
    subscribe: ({ next, error }) => {
      client.transport.subscribe({ params: ['newHeads'], onData: next, onError: error }).catch(error);
    },
  };
};

/** A request is an object whose first key is its name. Items come by the id of their request. */
const derivProtocol: Protocol = {
  body: args => JSON.stringify(args),
  frame: (id, _, body) => `${String(body).slice(0, -1)},"req_id":${id}}`,
  subscriptions: {},
  read: (frame, to) => {
    const message = JSON.parse(String(frame));
    if (message.error !== undefined) to.refusal(message.req_id, message.error, message);
    else if (message.subscription !== undefined) to.item(message.req_id, message, message);
    else to.reply(message.req_id, message, message);
  },
};

type Call = readonly [method: string, args?: Arguments];

/** How the client of this repository speaks to a family. */
interface Speech {
  readonly protocol: Protocol;
  readonly answered: Call;
  readonly unanswered: Call;
  readonly refused: Call;
  items(client: RpcClient): Observable<unknown>;
}

const SPEECHES: Readonly<Record<FamilyName, Speech>> = {
  obs: {
    protocol: obsWebSocket(),
    answered: ['GetVersion'],
    unanswered: ['GetStats'],
    refused: ['Nope'],
    items: client => client.events$('CustomEvent'),
  },
  deriv: {
    protocol: derivProtocol,
    answered: ['time', { time: 1 }],
    unanswered: ['statement', { statement: 1 }],
    refused: ['nope', { nope: 1 }],
    items: client => client.subscribe$('ticks', { ticks: 'R_100', subscribe: 1 }),
  },
  bifur: {
    protocol: jsonRpc(ethereum),
    answered: ['presence_announce'],
    unanswered: ['presence_rollcall'],
    refused: ['nope'],
    items: client => client.subscribe$('presence_subscribe'),
  },
  ethereum: {
    protocol: jsonRpc(ethereum),
    answered: ['eth_blockNumber'],
    unanswered: ['eth_gasPrice'],
    refused: ['nope'],
    items: client => client.subscribe$('eth_subscribe', ['newHeads']),
  },
};

const ours = (family: FamilyName): Contender => ({
  family,
  connect: async (url): Promise<Connected> => {
    const { protocol, answered, unanswered, refused, items } = SPEECHES[family];
    const client = new RpcClient([url], { protocol }).boot();
    await client.call(...answered);
    return {
      answered: async () => client.call(...answered),
      unanswered: async () => client.call(...unanswered),
      refused: async () => client.call(...refused),
      subscribe: (hearer: Hearer) => void items(client).subscribe(hearer),
      close: () => client.close(),
    };
  },
});

export const CONTENDERS: readonly Contender[] = [
  { family: 'obs', package: 'obs-websocket-js', connect: obsWebSocketJs },
  ours('obs'),
  { family: 'deriv', package: '@deriv/deriv-api', connect: derivApi },
  ours('deriv'),
  { family: 'bifur', package: '@sanity/bifur-client', connect: bifurClient },
  ours('bifur'),
  { family: 'ethereum', package: 'viem', connect: viem },
  ours('ethereum'),
];
