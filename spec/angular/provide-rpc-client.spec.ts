import {
  ApplicationRef,
  createEnvironmentInjector,
  EnvironmentInjector,
  InjectionToken,
  inject,
  PLATFORM_ID,
  runInInjectionContext,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { filter } from 'rxjs';
import {
  injectRpcClient,
  injectRpcEvent,
  injectRpcStatus,
  injectSubscription,
  provideRpcClient,
  RPC_CLIENT,
} from '../../lib/angular/index.js';
import { AddressError, ReplyError, RpcClient } from '../../lib/index.js';
import { ethereum, jsonRpc } from '../../lib/json-rpc/index.js';
import { ClientDouble } from '../../lib/testing/index.js';
import { next } from '../kit/live.js';
import { onTestBed, provide } from '../kit/test-bed.js';
import { onNode } from './ethereum-node.js';

const protocol = jsonRpc(ethereum);
const injected = () => TestBed.runInInjectionContext(() => injectRpcClient());
const connected = (client: RpcClient) => next(client.connected$, 'session');

describe('provideRpcClient', () => {
  onTestBed();
  const on = onNode();

  it('provides one RpcClient, which connects after the next render and lets the app become stable', async () => {
    provide(provideRpcClient([on.node.url], { protocol }));
    const client = injected();
    expect(client).to.be.instanceOf(RpcClient);
    expect(injected()).to.equal(client);
    expect(client.status.state).to.equal('idle');
    await connected(client);
    await next(TestBed.inject(ApplicationRef).isStable.pipe(filter(Boolean)), 'stability');
    expect(await client.call('echo', [1])).to.deep.equal([1]);
  });

  it('closes when its injector is destroyed', async () => {
    provide();
    const injector = createEnvironmentInjector(
      [provideRpcClient([on.node.url], { protocol })],
      TestBed.inject(EnvironmentInjector),
    );
    const client = injector.get(RPC_CLIENT);
    await connected(client);
    const closed = next(client.status$.pipe(filter(({ state }) => state === 'closed')), 'close');
    injector.destroy();
    await closed;
  });

  it('calls the functions for addresses and the set-up in an injection context', async () => {
    const KEY = new InjectionToken<string>('key', { factory: () => 'k' });
    const setUp = jsonRpc({ ...ethereum, setUp: talk => talk.call('login', [inject(KEY)]) });
    provide(provideRpcClient(() => [`${on.node.url}/${inject(KEY)}`], { protocol: setUp }));
    await connected(injected());
    expect(on.node.messages[0]).to.include({ method: 'login' }).and.to.have.deep.property('params', ['k']);
  });

  it('never connects while a page is rendered on the server', () => {
    provide(provideRpcClient([on.node.url], { protocol }), { provide: PLATFORM_ID, useValue: 'server' });
    const heads = TestBed.runInInjectionContext(() => injectSubscription('eth_subscribe', ['newHeads']));
    TestBed.inject(ApplicationRef).tick();
    expect(injected().boot().status.state).to.equal('idle');
    expect(heads()).to.equal(undefined);
    expect(on.node.connections).to.equal(0);
  });

  it('throws what RpcClient throws, when it is injected', () => {
    provide(provideRpcClient(['http://one.example'], { protocol }));
    expect(injected).to.throw(AddressError, 'http://one.example');
    TestBed.resetTestingModule();
    provide(provideRpcClient([on.node.url], undefined as never));
    expect(injected).to.throw(TypeError, 'the options must be an object with a protocol');
  });

  it('can be replaced by a double', () => {
    const double = new ClientDouble();
    provide(provideRpcClient([on.node.url], { protocol }), { provide: RPC_CLIENT, useValue: double });
    expect(injected()).to.equal(double);
  });
});

describe('the signals of a client of any protocol', () => {
  onTestBed();
  const on = onNode();

  it('injectSubscription: the newest item, over all connections, until the context is destroyed', async () => {
    provide(provideRpcClient([on.node.url], { protocol, backoff: { initial: 0, max: 0 } }));
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const [client, head] = runInInjectionContext(injector, () => [
      injectRpcClient(),
      injectSubscription<{ number: string }>('eth_subscribe', ['newHeads']),
    ]);
    expect(head()).to.equal(undefined);
    const arrives = async (number: string) => {
      // Behind the request for the subscription.
      await client.call('echo');
      const item = next(client.subscribe$('eth_subscribe', ['newHeads']), 'item');
      on.node.item('newHeads', { number });
      await item;
      expect(head()?.number).to.equal(number);
    };
    await connected(client);
    await arrives('0x1');
    on.node.drop();
    await next(client.connected$.pipe(filter(({ session }) => session === 2)), 'second session');
    await arrives('0x2');
    injector.destroy();
    await client.call('echo');
    const methods = on.node.messages.map(({ method }) => method).filter(method => method?.startsWith('eth'));
    expect(methods).to.deep.equal(['eth_subscribe', 'eth_subscribe', 'eth_unsubscribe']);
  });

  it('injectSubscription: throws the refusal of the server when it is read', async () => {
    provide(provideRpcClient([on.node.url], { protocol }));
    const item = TestBed.runInInjectionContext(() => injectSubscription('eth_subscribe', ['refused']));
    const client = injected();
    await connected(client);
    await client.call('echo');
    expect(item).to.throw(ReplyError, 'unknown kind');
  });

  it('injectRpcStatus and injectRpcEvent: the status, and the newest event', async () => {
    provide(provideRpcClient([on.node.url], { protocol }));
    const [client, status, tick] = TestBed.runInInjectionContext(() => [
      injectRpcClient(),
      injectRpcStatus(),
      injectRpcEvent<number[]>('tick'),
    ]);
    expect([status().state, tick()]).to.deep.equal(['idle', undefined]);
    await connected(client);
    const event = next(client.events$('tick'), 'event');
    on.node.say({ method: 'tick', params: [7] });
    await event;
    expect([status().state, tick()]).to.deep.equal(['connected', [7]]);
  });
});
