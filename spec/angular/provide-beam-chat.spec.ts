import {
  ApplicationRef,
  createEnvironmentInjector,
  EnvironmentInjector,
  InjectionToken,
  inject,
  PLATFORM_ID,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { filter } from 'rxjs';
import { BEAM_CHAT, injectBeamChat, provideBeamChat } from '../../lib/angular/index.js';
import { AddressError, BeamChat } from '../../lib/index.js';
import { CHANNEL, next, onStage } from '../kit/live.js';
import { onTestBed, provide } from '../kit/test-bed.js';

describe('provideBeamChat', () => {
  onTestBed();
  const stage = onStage();
  const injected = () => TestBed.runInInjectionContext(() => injectBeamChat());

  it('provides one BeamChat, which connects after the next render', async () => {
    provide(provideBeamChat(...stage.joining('ada')));
    const chat = injected();
    expect(chat).to.be.instanceOf(BeamChat);
    expect(injected()).to.equal(chat);
    expect(chat.status.state).to.equal('idle');
    expect(await next(chat.connected$, 'session')).to.include({ authenticated: true });
    expect(stage.server.connectionCount()).to.equal(1);
  });

  it('lets the app become stable while it is connected', async () => {
    provide(provideBeamChat(...stage.joining('ada')));
    const chat = injected();
    await next(chat.connected$, 'session');
    await chat.call('msg', ['Hello']);
    await next(TestBed.inject(ApplicationRef).isStable.pipe(filter(Boolean)), 'stability');
  });

  it('closes when its injector is destroyed', async () => {
    provide();
    const injector = createEnvironmentInjector(
      [provideBeamChat(...stage.joining('ada'))],
      TestBed.inject(EnvironmentInjector),
    );
    const chat = injector.get(BEAM_CHAT);
    await next(chat.connected$, 'session');
    const closed = next(chat.status$.pipe(filter(({ state }) => state === 'closed')), 'close');
    injector.destroy();
    await closed;
  });

  it('does not boot a chat that was closed or destroyed before the render', async () => {
    provide(provideBeamChat(stage.server.endpoints));
    const chat = injected();
    await chat.close();
    TestBed.inject(ApplicationRef).tick();
    expect(chat.status.state).to.equal('closed');
    const injector = createEnvironmentInjector(
      [provideBeamChat(stage.server.endpoints)],
      TestBed.inject(EnvironmentInjector),
    );
    const destroyed = injector.get(BEAM_CHAT);
    injector.destroy();
    await next(destroyed.closed$);
    TestBed.inject(ApplicationRef).tick();
    expect(destroyed.status.state).to.equal('closed');
  });

  it('can be booted before the render', async () => {
    provide(provideBeamChat(stage.server.endpoints));
    expect(injected().boot().status.state).to.equal('connecting');
  });

  it('calls the functions for addresses and credentials in an injection context', async () => {
    const USER = new InjectionToken<string>('user', { factory: () => 'bob' });
    const [, { auth }] = stage.joining('bob');
    provide(
      provideBeamChat(() => stage.join(inject(USER)), {
        auth: join => (inject(USER) === 'bob' ? auth(join) : [CHANNEL]),
      }),
    );
    const chat = injected();
    await next(chat.connected$, 'session');
    expect((await chat.call('msg', ['Hello'])).user_name).to.equal('bob');
  });

  it('never connects while a page is rendered on the server', async () => {
    provide(provideBeamChat(...stage.joining('ada')), { provide: PLATFORM_ID, useValue: 'server' });
    const chat = injected();
    void chat.call('history', [50]);
    TestBed.inject(ApplicationRef).tick();
    expect(chat.boot().status.state).to.equal('idle');
    expect(stage.server.connectionCount()).to.equal(0);
  });

  it('throws what BeamChat throws, when it is injected', () => {
    provide(provideBeamChat(['http://one.example']));
    expect(injected).to.throw(AddressError, 'http://one.example');
  });

  it('can be replaced by a double', () => {
    const double = new BeamChat(stage.server.endpoints);
    provide(provideBeamChat(stage.server.endpoints), { provide: BEAM_CHAT, useValue: double });
    expect(injected()).to.equal(double);
  });

  it('can be injected only in an injection context, and only where it is provided', () => {
    expect(() => injectBeamChat()).to.throw(/injection context/);
    provide();
    expect(injected).to.throw(/BeamChat/);
  });
});
