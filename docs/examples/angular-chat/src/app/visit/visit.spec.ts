import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { BEAM_CHAT } from 'rx-beam/angular';
import { TryNow } from '../chat/try-now';
import { Visit } from './visit';

const PATH = '/api/v1/chats/42?user=ada';
const { setTimeout: later } = globalThis;
/** Long enough for promises, while the timers of the app stand still. */
const turn = () => new Promise(resolve => later(resolve, 0));

describe('Visit', () => {
  it('connects at once when TryNow is asked, without the rest of the wait', async () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    const http = TestBed.inject(HttpTestingController);
    const visit = TestBed.inject(Visit);
    visit.enter({ channel: 42, user: 'ada' });
    const injector = visit.injector();
    const chat = injector?.get(BEAM_CHAT);
    // Timers stand still from here on: a wait does not end by itself.
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    try {
      chat?.boot();
      http.expectOne(PATH).flush('', { status: 503, statusText: 'Unavailable' });
      await turn();
      expect(chat?.status.retryAt).toBeDefined();
      http.expectNone(PATH);
      injector?.get(TryNow).ask();
      await turn();
      http.expectOne(PATH);
    } finally {
      visit.leave();
      vi.useRealTimers();
    }
  });
});
