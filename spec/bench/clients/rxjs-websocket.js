/** RxJS's own webSocket, with `share` and a `filter` for each name and each call, as a first version would have them. */
import { filter, firstValueFrom, map, ReplaySubject, share, take, timeout } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import WebSocket from 'ws';

export const create = ({ urls, path }) => {
  const opened = new ReplaySubject(1);
  const socket$ = webSocket({ url: `${urls[0]}/beam${path}`, WebSocketCtor: WebSocket, openObserver: opened });
  const packets$ = socket$.pipe(share());
  let nextId = 0;
  const call = (method, args) => {
    const id = nextId++;
    const reply = firstValueFrom(
      packets$.pipe(
        filter(packet => packet.type === 'reply' && packet.id === id),
        take(1),
        map(packet => {
          if (packet.error) throw packet.error;
          return packet.data;
        }),
        timeout(20_000),
      ),
    );
    socket$.next({ type: 'method', method, arguments: args, id });
    return reply;
  };
  let connection;
  return {
    open: () => {
      connection = packets$.subscribe();
      return firstValueFrom(opened);
    },
    on: (name, listener) =>
      packets$
        .pipe(
          filter(packet => packet.type === 'event' && packet.event === name),
          map(packet => packet.data),
        )
        .subscribe(listener),
    call: (text, done, fail) => call('msg', [text]).then(done, fail),
    pend: text => call('msg', [text]),
    close: () => connection?.unsubscribe(),
  };
};
