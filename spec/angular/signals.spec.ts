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

describe('a chat as signals', () => {
  onTestBed();
  const stage = onStage();

  it('status: the present one, always', async () => {
    provide(provideBeamChat(...stage.joining('ada')));
    const [chat, status] = TestBed.runInInjectionContext(() => [injectBeamChat(), injectChatStatus()]);
    expect(status()).to.equal(chat.status).and.include({ state: 'idle' });
    await next(chat.connected$, 'session');
    expect(status()).to.equal(chat.status).and.include({ state: 'connected' });
    await chat.close();
    expect(status().state).to.equal('closed');
  });

  it('event: the last one', async () => {
    provide(provideBeamChat(...stage.joining('ada')));
    const [chat, message] = TestBed.runInInjectionContext(() => [injectBeamChat(), injectChatEvent('ChatMessage')]);
    expect(message()).to.equal(undefined);
    await next(chat.connected$, 'session');
    for (const text of ['one', 'two']) {
      const said = next(chat.events$('ChatMessage'), 'message');
      await chat.call('msg', [text]);
      expect(message()).to.equal(await said);
      expect(message()?.message.message[0]?.text).to.equal(text);
    }
  });

  it('event: one of any name, and of any data', async () => {
    provide(provideBeamChat(...stage.joining('ada')));
    const [chat, event] = TestBed.runInInjectionContext(() => [injectBeamChat(), injectChatEvent<unknown>('Whatever')]);
    await next(chat.connected$, 'session');
    const told = next(chat.events$<unknown>('Whatever'), 'event');
    stage.server.emit(CHANNEL, 'Whatever', { n: 1 });
    await told;
    expect(event()).to.deep.equal({ n: 1 });
  });

  it('stand still when the injector that they were made in is destroyed', async () => {
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
