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

  const inside = <T>(act: () => T): T => TestBed.inject(NgZone).run(act);
  const stable = () => next(TestBed.inject(ApplicationRef).isStable.pipe(filter(Boolean)), 'stability');
  /** Whether the zone has nothing left to wait for: no timer of ours is its. */
  const hasTimers = () => TestBed.inject(NgZone).hasPendingMacrotasks;

  it('is in a zone that counts timers, so that what follows can fail', async () => {
    const chat = inside(() => stage.with(new BeamChat(stage.server.endpoints).boot()));
    await next(chat.connected$, 'session');
    expect(hasTimers()).to.equal(true);
    expect(TestBed.inject(ApplicationRef).isStable).not.to.equal(true);
  });

  it('keeps no app unstable: connected, called, lost, waiting and connected again', async () => {
    const chat = inside(() => TestBed.inject(BEAM_CHAT));
    await next(chat.connected$, 'session');
    expect(hasTimers()).to.equal(false);
    await stable();
    await stage.server.endpoint(stage.server.endpoints.indexOf(chat.status.address ?? '')).fault('suppressReplies');
    const call = inside(() => chat.call('msg', ['?'])).catch(() => {});
    expect(hasTimers()).to.equal(false);
    const subscription = inside(() => chat.call$('msg', ['?']).subscribe({ error: () => {} }));
    expect(hasTimers()).to.equal(false);
    await stage.stopUnder(chat);
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

  it('tells values inside, to whoever subscribed outside', async () => {
    const chat = TestBed.inject(BEAM_CHAT);
    const places$ = merge(chat.connected$, chat.events$('ChatMessage'), chat.call$('msg', ['Hello'])).pipe(
      map(() => NgZone.isInAngularZone()),
      take(3),
    );
    const places: boolean[] = [];
    const told = firstValueFrom(places$.pipe(filter(isInside => places.push(isInside) === 3)));
    await told;
    expect(places).to.deep.equal([true, true, true]);
  });

  it('goes on where its promises are awaited', async () => {
    const chat = TestBed.inject(BEAM_CHAT);
    const isInside = inside(() => chat.call('msg', ['Hello']).then(() => NgZone.isInAngularZone()));
    expect(await isInside).to.equal(true);
  });

  it('has a status that the zone is told of', async () => {
    const status = inside(() => TestBed.runInInjectionContext(() => injectChatStatus()));
    const ticked = firstValueFrom(
      TestBed.inject(NgZone).onMicrotaskEmpty.pipe(filter(() => status().state === 'connected')),
    );
    await ticked;
  });
});
