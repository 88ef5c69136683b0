import { Subscriber } from 'rxjs';
import { encodeArguments } from '../../../lib/beam/codec.js';
import { Ids } from '../../../lib/protocol/ids.js';
import { Replies } from '../../../lib/protocol/replies.js';
import { Secrets } from '../../../lib/text/secrets.js';
import { Subscriptions } from '../../../lib/traffic/subscriptions.js';
import { mapsMadeBy, withMap } from '../maps-made-by.js';
import { FakeSession } from '../session-kit/fake-session.js';
import { BY_ID, KEYED } from '../session-kit/subscriptions.js';
import type { Actor, Audience, World } from './world.js';

/** The subscriptions of lib/traffic, over fake sessions. */
export class Real implements World {
  readonly trace: string[] = [];
  /** What should not happen: replies that nobody expects, and errors that are reported. */
  readonly complaints: string[] = [];
  readonly #audience: Audience;
  readonly #subscriptions: Subscriptions;
  readonly #replies: Replies;
  readonly #maps: readonly Map<unknown, unknown>[];
  readonly #subscribers = new Map<string, Subscriber<unknown>>();
  readonly #ids = new Ids({});
  #session: FakeSession | undefined;

  constructor(audience: Audience, isKeyed: boolean, callTimeout: number) {
    this.#audience = audience;
    const secrets = new Secrets();
    const encoding = { protocol: { body: encodeArguments }, secrets };
    const report = (error: Error) => void this.complaints.push(error.message);
    const { made, maps } = mapsMadeBy(() => {
      const replies = withMap(new Replies());
      const rules = isKeyed ? KEYED : BY_ID;
      return { replies, all: new Subscriptions({ rules, encoding, replies, secrets, callTimeout, report }) };
    });
    this.#replies = made.replies;
    this.#subscriptions = made.all;
    this.#maps = maps;
  }

  /** How many entries are left, in whatever Map. */
  get entries(): number {
    return this.#maps.reduce((sum, { size }) => sum + size, 0);
  }

  subscribe({ name, topic, linger }: Actor): void {
    const note = (what: string, kind: 'item' | 'end' | 'timeout') => {
      this.trace.push(`${name} ${what}`);
      this.#audience.given(name, kind);
    };
    const subscriber = new Subscriber<unknown>({
      next: item => note(String(item), 'item'),
      error: (error: Error) => note(`failed ${error.name}`, error.name === 'TimeoutError' ? 'timeout' : 'end'),
      complete: () => note('done', 'end'),
    });
    this.#subscribers.set(name, subscriber);
    this.#subscriptions.subscribe$(topic, [], linger).subscribe(subscriber);
  }

  unsubscribe(name: string): void {
    this.#subscribers.get(name)?.unsubscribe();
  }

  connect(): void {
    const session = new FakeSession(this.#replies);
    session.ids = this.#ids;
    session.announceSent = (id, method, body) => {
      const line = `${id} ${method} ${body}`;
      this.trace.push(line);
      this.#audience.sent(line);
    };
    this.#session = session;
    this.#subscriptions.restore(session);
  }

  lose(): void {
    if (this.#session !== undefined) this.#session.takesFrames = false;
    this.#subscriptions.ended();
    this.#replies.clear();
  }

  answer(id: number, key: string): void {
    if (this.#replies.reply(id, key) === 'stray') this.complaints.push(`the answer to ${id} is stray`);
  }

  refuse(id: number): void {
    if (this.#replies.refusal(id, 'no') === 'stray') this.complaints.push(`the refusal of ${id} is stray`);
  }

  item(key: unknown, data: string): void {
    if (!this.#subscriptions.item(key, data)) this.#subscriptions.table.early.keep(key, data);
  }

  end(key: unknown, error: unknown): void {
    if (!this.#subscriptions.end(key, error)) this.#subscriptions.table.early.keepEnd(key, error);
  }

  dispose(): void {
    this.#subscriptions.complete();
  }
}
