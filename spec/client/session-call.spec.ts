import { expect } from 'chai';
import { firstValueFrom, of } from 'rxjs';
import { callOfSession$, sessionCall$ } from '../../lib/client/session-call.js';
import { type BeamChatOptions, CallError, inWindow } from '../../lib/index.js';
import { onStage, rejection } from '../kit/live.js';

describe('sessionCall$', () => {
  const stage = onStage();
  const connect = (options?: BeamChatOptions) => stage.connect('ada', options);

  it('is an ordinary call of the session: it emits the data of the reply', async () => {
    const chat = await connect();
    expect(await firstValueFrom(sessionCall$(chat, 'history', [5]))).to.deep.equal([]);
  });

  it('is sent while a window stops other calls, and does not count towards the limit of the spool', async () => {
    const pace = inWindow({ messages: 4, per: 60_000, reserve: 2 });
    const chat = await connect({ pace, spool: { limit: 1 } });
    const sent: string[] = [];
    chat.sent$.subscribe(({ method }) => sent.push(method));
    await chat.call('msg', ['one']);
    chat.call('msg', ['waits']).catch(() => {});
    const history = await firstValueFrom(sessionCall$(chat, 'history', [10]));
    expect(sent).to.deep.equal(['msg', 'history']);
    expect(history).to.have.length(1);
  });

  it('errors as not connected without a session', async () => {
    const chat = await connect();
    await chat.close();
    chat.boot();
    const error = await rejection(firstValueFrom(sessionCall$(chat, 'history')));
    expect(error).to.be.instanceOf(CallError).and.include({ kind: 'not-connected', delivery: 'never' });
  });

  it('is not sent again when its session is lost, although its method may be', async () => {
    const chat = await connect();
    await stage.server.endpoint(0).fault('suppressReplies');
    const error = rejection(firstValueFrom(sessionCall$(chat, 'history')));
    await stage.stopEndpointOf(chat);
    expect(await error).to.include({ kind: 'disconnected', delivery: 'unknown' });
  });

  it('R41: of a double, it is a call like any other', () => {
    const made: unknown[] = [];
    const double = {
      call$: <T>(method: string, args: readonly unknown[]) => {
        made.push([method, args]);
        return of('the reply' as T);
      },
    };
    const seen: unknown[] = [];
    callOfSession$(double, 'history', [1]).subscribe(reply => seen.push(reply));
    expect([made, seen]).to.deep.equal([[['history', [1]]], ['the reply']]);
  });
});
