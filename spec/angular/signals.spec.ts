import { createEnvironmentInjector, EnvironmentInjector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { filter } from 'rxjs';
import {
  BEAM_CHAT,
  injectBeamChat,
  injectChatEvent,
  injectChatStatus,
  provideBeamChat,
} from '../../lib/angular/index.js';
import { CHANNEL, next, onStage } from '../kit/live.js';
import { onTestBed, provide } from '../kit/test-bed.js';

describe('the signals of a chat', () => {
  onTestBed();
  const stage = onStage();

  it('status: always the current one', async () => {
    provide(provideBeamChat(...stage.joining('ada')));
    const [chat, status] = TestBed.runInInjectionContext(() => [injectBeamChat(), injectChatStatus()]);
    expect(status()).to.equal(chat.status).and.include({ state: 'idle' });
    await next(chat.connected$, 'session');
    expect(status()).to.equal(chat.status).and.include({ state: 'connected' });
    await chat.close();
    expect(status().state).to.equal('closed');
  });

  it('event: the newest one', async () => {
    provide(provideBeamChat(...stage.joining('ada')));
    const [chat, message] = TestBed.runInInjectionContext(() => [injectBeamChat(), injectChatEvent('ChatMessage')]);
    expect(message()).to.equal(undefined);
    await next(chat.connected$, 'session');
    for (const text of ['one', 'two']) {
      const said = next(chat.events$('ChatMessage'), 'message');
      await chat.call('msg', [text]);
      const event = await said;
      expect(message()).to.equal(event);
      expect(message()?.message.message[0]?.text).to.equal(text);
    }
  });

  it('event: of a name that ChatEvents does not list, whose data the caller states', async () => {
    provide(provideBeamChat(...stage.joining('ada')));
    const [chat, price] = TestBed.runInInjectionContext(() => [
      injectBeamChat<{ price: { cents: number } }>(),
      injectChatEvent<{ cents: number }>('price'),
    ]);
    await next(chat.connected$, 'session');
    const emitted = next(chat.events$('price'), 'event');
    stage.server.emit(CHANNEL, 'price', { cents: 1 });
    await emitted;
    expect(price()?.cents).to.equal(1);
  });

  it('stop at the last value when the injection context is destroyed', async () => {
    provide(provideBeamChat(stage.server.endpoints));
    const chat = TestBed.inject(BEAM_CHAT);
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const status = runInInjectionContext(injector, () => injectChatStatus());
    injector.destroy();
    chat.boot();
    await next(chat.status$.pipe(filter(({ state }) => state === 'connected')), 'session');
    expect(status().state).to.equal('idle');
  });
});
