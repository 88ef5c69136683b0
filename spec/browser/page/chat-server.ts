import { filter, map, type Observable } from 'rxjs';
import type * as real from '../../../lib/server/index.js';
import type { Commands } from '../bridge.js';
import { command, messages$ } from './command.js';

/** A remote ChatServer with the members that the live specs use: in a page it replaces the real one. */
export class ChatServer
  implements Pick<real.ChatServer, 'url' | 'endpoints' | 'joinUrl' | 'received$' | 'connectionCount' | 'emit' | 'close'>
{
  readonly url: string;
  readonly endpoints: string[];
  readonly received$: Observable<real.Received>;
  readonly #number: number;
  readonly #open = new Set<number>();

  private constructor({ number, url, endpoints }: Awaited<ReturnType<Commands['listen']>>) {
    this.#number = number;
    this.url = url;
    this.endpoints = endpoints;
    const mine$ = messages$.pipe(filter(message => 'server' in message && message.server === number));
    this.received$ = mine$.pipe(
      filter(message => message.of === 'call'),
      map(({ received }) => received),
    );
    mine$.pipe(filter(message => message.of === 'connection')).subscribe(({ change: { at, connection } }) => {
      if (at === 'opened') this.#open.add(connection);
      else this.#open.delete(connection);
    });
  }

  static async listen(options: real.ChatServerOptions): Promise<ChatServer> {
    return new ChatServer(await command('listen', options));
  }

  joinUrl(channelId: number, user: string): string {
    return `${this.url}/api/v1/chats/${channelId}?user=${encodeURIComponent(user)}`;
  }

  endpoint(index: number): Pick<real.Endpoint, 'start' | 'stop' | 'fault' | 'heal'> {
    const act = async (name: 'start' | 'stop' | 'fault' | 'heal', args: readonly unknown[]): Promise<void> => {
      await command('endpoint', this.#number, index, name, args);
    };
    return {
      start: () => act('start', []),
      stop: farewell => act('stop', [farewell]),
      fault: (name, setting) => act('fault', [name, setting]),
      heal: name => act('heal', [name]),
    };
  }

  connectionCount(): number {
    return this.#open.size;
  }

  emit(channelId: number, event: string, data?: unknown): void {
    void command('emit', this.#number, channelId, event, data);
  }

  close(): Promise<void> {
    return command('close', this.#number);
  }
}
