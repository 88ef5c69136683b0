import { deepStrictEqual } from 'node:assert';
import { expect } from 'chai';
import { map, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { BeamChat } from '../../lib/index.js';
import { ChatDouble, chatMessage, ScriptedSocket, textOf } from '../../lib/testing/index.js';
import { thrownBy } from '../kit/facts.js';

const scheduler = () => new TestScheduler((actual, expected) => deepStrictEqual(actual, expected));

describe('the kit with RxJS’s own TestScheduler, as in any runner', () => {
  const double = (expected: string) =>
    scheduler().run(({ hot, cold, expectObservable }) => {
      const messages = hot('--a', { a: chatMessage('ada', 'hi') });
      const chat = new ChatDouble({ events: { ChatMessage: messages }, replies: { history: cold('---h', { h: [] }) } });
      expectObservable(chat.events$('ChatMessage').pipe(map(textOf))).toBe('--m', { m: 'hi' });
      expectObservable(chat.call$('history', [5])).toBe(expected, { h: [] });
      expectObservable(chat.calls$).toBe('c', { c: { method: 'history', args: [5] } });
    });

  it('runs a ChatDouble, and fails for a wrong diagram', () => {
    double('---(h|)');
    expect(thrownBy(() => double('--(h|)'))).to.have.property('name', 'AssertionError');
  });

  it('runs a ScriptedSocket for a real client', () => {
    scheduler().run(({ expectObservable }) => {
      const net = new ScriptedSocket({ 'ws://one.test': '1s u 4s d', 'ws://two.test': 'u' });
      const chat = new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor, random: () => 0.1 }).boot();
      timer(10_000).subscribe(() => void chat.close());
      const addresses = chat.connected$.pipe(map(({ address }) => address));
      expectObservable(addresses).toBe('1s a 4050ms b', { a: 'ws://one.test', b: 'ws://two.test' });
    });
  });

  it('needs no scheduler in real time', async () => {
    const net = new ScriptedSocket({ 'ws://one.test': ['u'] });
    const chat = new BeamChat(net.addresses, { WebSocketCtor: net.WebSocketCtor }).boot();
    expect(await chat.auth(1, 7, 'key')).to.deep.equal({ authenticated: true, roles: ['User'] });
    await chat.close();
  });
});
