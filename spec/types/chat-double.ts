// Compiled by `npm run check`: a ChatDouble is a BeamChat to whoever takes one, and its script is typed by the same maps.
import { NEVER, type Observable, of } from 'rxjs';
import type { BeamChat, ChatEvents, ChatMessage, ChatMethods } from '../../lib/index.js';
import { ChatDouble, type MadeCall } from '../../lib/testing/index.js';

interface Events {
  price: { cents: number };
}
interface Methods {
  buy(symbol: string, count: number): { order: string };
}

declare const pipeline: (chat: BeamChat) => Observable<string>;
declare const market: (chat: BeamChat<Events, Methods>) => Observable<string>;
declare const messages: Observable<ChatMessage>;

const double = new ChatDouble({ events: { ChatMessage: messages }, replies: { msg: () => NEVER } });
const trader = new ChatDouble<Events, Methods>({
  events: { price: of({ cents: 1 }) },
  replies: { buy: (symbol, count) => ({ order: `${symbol} ${count + 1}` }) },
});

export const taken = [
  pipeline(double),
  pipeline(new ChatDouble()),
  market(trader),
  double satisfies BeamChat,
  double.boot() satisfies ChatDouble,
  double.events$('ChatMessage') satisfies Observable<ChatMessage>,
  double.call('msg', ['hi']) satisfies Promise<ChatMessage>,
  double.calls$ satisfies Observable<MadeCall>,
  new ChatDouble<ChatEvents & { Dance: string }, ChatMethods>({ events: { Dance: of('waltz') } }),
] as const;

export const refused = [
  // @ts-expect-error: there is no such event
  new ChatDouble({ events: { ChatMesage: messages } }),
  // @ts-expect-error: the event's data is another
  new ChatDouble({ events: { UserJoin: messages } }),
  // @ts-expect-error: the reply's data is another
  new ChatDouble({ replies: { msg: () => 7 } }),
  // @ts-expect-error: there is no such state
  new ChatDouble({ status$: of({ state: 'asleep' }) }),
  // @ts-expect-error: the text is missing
  double.call('msg'),
] as const;
