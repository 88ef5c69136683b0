import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { AuthenticationFailedError } from 'rx-beam';
import { firstValueFrom } from 'rxjs';
import { credentials, join } from './join';
import { Me } from './me';
import { TICKET, type Ticket } from './ticket';

const visit = (ticket: Ticket): HttpTestingController => {
  TestBed.configureTestingModule({
    providers: [{ provide: TICKET, useValue: ticket }, Me, provideHttpClient(), provideHttpClientTesting()],
  });
  return TestBed.inject(HttpTestingController);
};
const inside = TestBed.runInInjectionContext.bind(TestBed);
const REPLY = { endpoints: ['ws://one.test'], authkey: 'k3y', roles: ['Owner'], permissions: ['chat', 'purge'] };
const ADA = { ...REPLY, user: { id: 7, username: 'ada', roles: [] } };

describe('join', () => {
  it('asks as the one who came, and tells who that is', async () => {
    const http = visit({ channel: 42, user: 'ada' });
    const reply = inside(() => firstValueFrom(join()));
    http.expectOne('/api/v1/chats/42?user=ada').flush(ADA);
    expect(await reply).toEqual(ADA);
    const me = TestBed.inject(Me);
    expect([me.user()?.username, me.may('purge'), me.may('clear_messages')]).toEqual(['ada', true, false]);
    expect(inside(() => credentials(ADA))).toEqual([42, 7, 'k3y']);
  });

  it('asks as nobody, who only reads', async () => {
    const http = visit({ channel: 42, user: undefined });
    const reply = inside(() => firstValueFrom(join()));
    http.expectOne('/api/v1/chats/42').flush(REPLY);
    await reply;
    expect(TestBed.inject(Me).user()).toBeUndefined();
    expect(inside(() => credentials(REPLY))).toEqual([42]);
  });

  it('gives up for good when it is refused', async () => {
    const http = visit({ channel: 0, user: 'ada' });
    const failed = inside(() => firstValueFrom(join())).catch((error: unknown) => error);
    const answer = { status: 404, statusText: 'Not Found' };
    http.expectOne('/api/v1/chats/0?user=ada').flush({ message: 'There is no such channel.' }, answer);
    const error = await failed;
    expect(error).toBeInstanceOf(AuthenticationFailedError);
    expect(String(error)).toContain('There is no such channel.');
  });

  it('goes on trying when the server is not there', async () => {
    const http = visit({ channel: 42, user: 'ada' });
    const failed = inside(() => firstValueFrom(join())).catch((error: unknown) => error);
    http.expectOne('/api/v1/chats/42?user=ada').flush('', { status: 503, statusText: 'Unavailable' });
    expect(await failed).not.toBeInstanceOf(AuthenticationFailedError);
  });
});
