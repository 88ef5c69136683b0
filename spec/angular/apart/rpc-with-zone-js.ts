import 'zone.js/node';
import { ApplicationRef, NgZone, provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { filter, skip } from 'rxjs';
import { injectRpcClient, injectSubscription, provideRpcClient } from '../../../lib/angular/index.js';
import { ethereum, jsonRpc } from '../../../lib/json-rpc/index.js';
import { next } from '../../kit/live.js';
import { onTestBed, provide } from '../../kit/test-bed.js';
import { onNode } from '../ethereum-node.js';

describe('a client of JSON-RPC in Angular with zone.js', () => {
  onTestBed();
  const on = onNode();
  const inside = <T>(task: () => T): T => TestBed.inject(NgZone).run(task);
  const stable = () => next(TestBed.inject(ApplicationRef).isStable.pipe(filter(Boolean)), 'stability');
  /** Whether the zone has a timer to wait for; no timer of the client may be among them. */
  const hasTimers = () => TestBed.inject(NgZone).hasPendingMacrotasks;

  it('keeps no app unstable: while subscribed, lingering, lost and connected again', async () => {
    const protocol = jsonRpc(ethereum);
    provide(provideZoneChangeDetection(), provideRpcClient([on.node.url], { protocol }));
    const [client, head] = inside(() =>
      TestBed.runInInjectionContext(() => [injectRpcClient(), injectSubscription('eth_subscribe', ['newHeads'])]),
    );
    await next(client.connected$, 'session');
    await stable();
    inside(() => client.subscribe$('eth_subscribe', ['logs'], { linger: 60_000 }).subscribe()).unsubscribe();
    expect(hasTimers()).to.equal(false);
    const again = next(client.connected$.pipe(skip(1)), 'second session');
    on.node.drop();
    await next(client.reconnecting$, 'loss');
    expect(hasTimers()).to.equal(false);
    await again;
    await inside(() => client.call('echo'));
    const ticked = next(TestBed.inject(NgZone).onMicrotaskEmpty.pipe(filter(() => head() === 7)), 'change detection');
    on.node.item('newHeads', 7);
    await ticked;
    const ping = inside(() => client.ping());
    expect(hasTimers()).to.equal(false);
    await ping;
    const closed = inside(() => client.close());
    expect(hasTimers()).to.equal(false);
    await closed;
  });
});
