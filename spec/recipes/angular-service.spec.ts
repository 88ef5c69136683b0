import { computed, Injectable, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { map, type Observable, Subject, scan } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { BEAM_CHAT, injectBeamChat } from '../../lib/angular/index.js';
import type { ChatMessage } from '../../lib/index.js';
import { ChatDouble, chatMessage, textOf } from '../../lib/testing/index.js';
import { onTestBed } from '../kit/test-bed.js';

/** The newest lines of the chat, and a method that sends one. */
@Injectable()
class ChatLog {
  readonly #chat = injectBeamChat();

  readonly lines$: Observable<readonly string[]> = this.#chat.events$('ChatMessage').pipe(
    map(message => `${message.user_name}: ${textOf(message)}`),
    scan((lines: readonly string[], line) => [...lines, line].slice(-2), []),
  );
  readonly lines: Signal<readonly string[]> = toSignal(this.lines$, { initialValue: [] });
  readonly empty = computed(() => this.lines().length === 0);

  say(text: string): Observable<ChatMessage> {
    return this.#chat.call$('msg', [text]);
  }
}

/** The service as in an app, except that it gets a double. */
const serviceWith = (chat: ChatDouble): ChatLog => {
  TestBed.configureTestingModule({ providers: [ChatLog, { provide: BEAM_CHAT, useValue: chat }] });
  return TestBed.inject(ChatLog);
};

describe('a service of an Angular app', () => {
  onTestBed();

  it(
    'keeps the newest lines',
    marbles(m => {
      const said = { a: chatMessage('ada', 'hi'), b: chatMessage('bob', 'ho'), c: chatMessage('ada', 'bye') };
      const log = serviceWith(new ChatDouble({ events: { ChatMessage: m.hot('-a-b-c', said) } }));
      m.expect(log.lines$).toBeObservable('                               -a-b-c', {
        a: ['ada: hi'],
        b: ['ada: hi', 'bob: ho'],
        c: ['bob: ho', 'ada: bye'],
      });
    }),
  );

  it(
    'makes a call when it is subscribed to',
    marbles(m => {
      const said = { s: chatMessage('me', 'hi') };
      const chat = new ChatDouble({ replies: { msg: m.cold('--s', said) } });
      m.expect(serviceWith(chat).say('hi')).toBeObservable('   --(s|)', said);
      m.expect(chat.calls$).toBeObservable('                c', { c: { method: 'msg', args: ['hi'] } });
    }),
  );

  it('offers them as signals, until it is destroyed', () => {
    const messages = new Subject<ChatMessage>();
    const log = serviceWith(new ChatDouble({ events: { ChatMessage: messages } }));
    expect(log.empty()).to.equal(true);
    messages.next(chatMessage('ada', 'hi'));
    expect(log.lines()).to.deep.equal(['ada: hi']);
    TestBed.resetTestingModule();
    expect(messages.observed).to.equal(false);
  });
});
