import { TestBed } from '@angular/core/testing';
import { BeamChat, type ChatMessage } from 'rx-beam';
import { BEAM_CHAT } from 'rx-beam/angular';
import { ChatDouble, chatMessage, ScriptedSocket, textOf } from 'rx-beam/testing';
import { filter, map, NEVER, type Observable, timer } from 'rxjs';
import { marbles } from '../../testing/marbles';
import { Outbox, type Pending } from './outbox';

const outboxOf = (chat: BeamChat): Outbox => {
  TestBed.configureTestingModule({ providers: [{ provide: BEAM_CHAT, useValue: chat }, Outbox] });
  return TestBed.inject(Outbox);
};

const word = ({ saying, failure }: Pending) =>
  saying.text + (failure === undefined ? '' : failure.mayHaveArrived ? '?' : '!');
/** What is pending at each of these moments. */
const pendingAt = (moments$: Observable<unknown>, outbox: Outbox) =>
  moments$.pipe(map(() => outbox.pending().map(word).join(' ')));

describe('Outbox', () => {
  it(
    'holds what is said until the server has it',
    marbles(({ cold, hot, expectObservable }) => {
      const outbox = outboxOf(new ChatDouble({ replies: { msg: cold('--m', { m: chatMessage('ada', 'a') }) } }));
      hot('              -a   ').subscribe(text => outbox.send({ text }));
      expectObservable(pendingAt(hot('x-x-x'), outbox)).toBe('0-1-0', ['', 'a']);
      expectObservable(outbox.sent$.pipe(map(textOf))).toBe(' ---a');
    }),
  );

  it(
    'whispers to one',
    marbles(({ expectObservable }) => {
      const chat = new ChatDouble({ replies: { whisper: NEVER } });
      outboxOf(chat).send({ text: 'psst', to: 'bob' });
      expectObservable(chat.calls$.pipe(map(({ method, args }) => [method, ...args].join(' ')))).toBe('0', [
        'whisper bob psst',
      ]);
    }),
  );

  it(
    'says what was refused, and sends it again or forgets it',
    marbles(({ cold, hot, expectObservable }) => {
      const answers = [cold<ChatMessage>('-#', undefined, 'UACCESS')];
      const outbox = outboxOf(new ChatDouble({ replies: { msg: () => answers.shift() ?? NEVER } }));
      const first = () => outbox.pending()[0] as Pending;
      hot('a--').subscribe(text => outbox.send({ text }));
      hot('---a--').subscribe(() => outbox.again(first()));
      hot('-----a').subscribe(() => outbox.discard(first().key));
      expectObservable(pendingAt(hot('--x-x-x'), outbox)).toBe('--0-1-2', ['a!', 'a', '']);
      expectObservable(hot('--x').pipe(map(() => first().failure?.why))).toBe('--0', ['You may not do that.']);
    }),
  );

  it(
    'takes back what was not sent',
    marbles(({ hot, expectObservable }) => {
      const chat = new ChatDouble({ replies: { msg: NEVER } });
      const outbox = outboxOf(chat);
      hot('a').subscribe(text => outbox.send({ text }));
      hot('--a').subscribe(() => outbox.discard(outbox.pending()[0]?.key ?? ''));
      expectObservable(chat.cancelled$.pipe(map(({ method }) => method))).toBe('--0', ['msg']);
    }),
  );

  it(
    'waits through an outage of ten minutes, with the real client',
    marbles(({ expectObservable }) => {
      const net = new ScriptedSocket(
        { 'ws://one.test': 'u 1m d 10m u' },
        { replies: { msg: text => chatMessage('ada', String(text)) } },
      );
      const chat = new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor, random: () => 0.5 }).boot();
      const outbox = outboxOf(chat);
      const at = (minutes: number) => timer(minutes * 60_000);
      at(2).subscribe(() => outbox.send({ text: 'still here' }));
      at(12).subscribe(() => void chat.close());
      expectObservable(pendingAt(at(10), outbox)).toBe('10m (0|)', ['still here']);
      expectObservable(pendingAt(at(11.5), outbox)).toBe('690s (0|)', ['']);
      const written$ = net.written$.pipe(filter(({ method }) => method === 'msg'));
      expectObservable(written$.pipe(map(({ args }) => args[0]))).toBe('660501ms 0', ['still here']);
    }),
  );
});
