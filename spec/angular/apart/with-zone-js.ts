import 'zone.js/node';
import { ApplicationRef, NgZone, provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { filter, firstValueFrom, map, merge, take } from 'rxjs';
import { BEAM_CHAT, injectChatStatus, provideBeamChat } from '../../../lib/angular/index.js';
import { BeamChat } from '../../../lib/index.js';
import { next, onStage } from '../../kit/live.js';
import { onTestBed, provide } from '../../kit/test-bed.js';

describe('a chat in Angular with zone.js', () => {
  onTestBed();
  const stage = onStage();
  beforeEach(() => provide(provideZoneChangeDetection(), provideBeamChat(...stage.joining('ada'))));

  const inside = <T>(task: () => T): T => TestBed.inject(NgZone).run(task);
  const stable = () => next(TestBed.inject(ApplicationRef).isStable.pipe(filter(Boolean)), 'stability');
  /** Whether the zone has a timer to wait for; no timer of the chat may be among them. */
  const hasTimers = () => TestBed.inject(NgZone).hasPendingMacrotasks;

  it('has a zone that counts timers, so that the specs below can fail', async () => {
    const chat = inside(() => stage.with(new BeamChat(stage.server.endpoints).boot()));
    await next(chat.connected$, 'session');
    expect(hasTimers()).to.equal(true);
    expect(TestBed.inject(ApplicationRef).isStable).not.to.equal(true);
  });

  it('keeps no app unstable: while connected, calling, disconnected, waiting and connected again', async () => {
    const chat = inside(() => TestBed.inject(BEAM_CHAT));
    await next(chat.connected$, 'session');
    expect(hasTimers()).to.equal(false);
    await stable();
    await stage.server.endpoint(stage.server.endpoints.indexOf(chat.status.address ?? '')).fault('suppressReplies');
    const call = inside(() => chat.call('msg', ['?'])).catch(() => {});
    expect(hasTimers()).to.equal(false);
    const subscription = inside(() => chat.call$('msg', ['?']).subscribe({ error: () => {} }));
    expect(hasTimers()).to.equal(false);
    await stage.stopEndpointOf(chat);
    expect(hasTimers()).to.equal(false);
    await next(chat.connected$, 'second session');
    await call;
    inside(() => subscription.unsubscribe());
    expect(hasTimers()).to.equal(false);
    await stable();
    const ping = inside(() => chat.ping());
    expect(hasTimers()).to.equal(false);
    await ping;
    const closed = inside(() => chat.close());
    expect(hasTimers()).to.equal(false);
    await closed;
  });

  it('emits inside the zone to a subscriber that subscribed outside', async () => {
    const chat = TestBed.inject(BEAM_CHAT);
    const places$ = merge(chat.connected$, chat.events$('ChatMessage'), chat.call$('msg', ['Hello'])).pipe(
      map(() => NgZone.isInAngularZone()),
      take(3),
    );
    const places: boolean[] = [];
    const emitted = firstValueFrom(places$.pipe(filter(isInside => places.push(isInside) === 3)));
    await emitted;
    expect(places).to.deep.equal([true, true, true]);
  });

  it('resumes in the zone where its promises are awaited', async () => {
    const chat = TestBed.inject(BEAM_CHAT);
    const isInside = inside(() => chat.call('msg', ['Hello']).then(() => NgZone.isInAngularZone()));
    expect(await isInside).to.equal(true);
  });

  it('triggers change detection when its status changes', async () => {
    const status = inside(() => TestBed.runInInjectionContext(() => injectChatStatus()));
    const ticked = firstValueFrom(
      TestBed.inject(NgZone).onMicrotaskEmpty.pipe(filter(() => status().state === 'connected')),
    );
    await ticked;
  });
});
