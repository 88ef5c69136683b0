import { concat, defer, EMPTY, ignoreElements, merge, of, take } from 'rxjs';
import type { ClientSetUp, SetUpParts } from '../../lib/client/client-parts.js';
import type { Body, Protocol, Receiver, Wire } from '../../lib/protocol/protocol.js';
import type { SetUpStep } from '../../lib/session/establish.js';
import type { Session } from '../../lib/session/session.js';

export type ArrayPacket = readonly [id: number, method: string, ...args: unknown[]];

const frame = (id: number, method: string, body: Body): string =>
  `[${id},${JSON.stringify(method)}${body && `,${body}`}]`;

const HELLO = 'hello';

const parse = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
};

const read = (text: unknown, to: Receiver): void => {
  if (text === HELLO) return to.event(HELLO, undefined, text);
  const message = parse(text);
  if (!Array.isArray(message)) return to.bad('no array', text);
  const [id, second, third] = message as unknown[];
  if (id === -1) to.event(String(second), third, message);
  else if (second === null) to.reply(id, third, message);
  else to.refusal(id, second, message);
};

/** A call is `[1,"add",2,3]`, its reply `[1,null,5]`, a refusal `[1,"unknown"]`, an event `[-1,"tick",data]`. */
export const arrayProtocol: Protocol & Wire = {
  ids: 'made',
  heartbeat: { method: 'knock' },
  body: args => JSON.stringify(args).slice(1, -1),
  frame,
  read,
};

/** A call as `sent$` emits it. */
export const arrayPacket = (id: number | undefined, method: string, body: Body): ArrayPacket =>
  JSON.parse(frame(id as number, method, body)) as ArrayPacket;

/** The client says `hello ada`, and the server `hello`, both as plain text. */
export class HelloSetUp implements ClientSetUp {
  readonly needsNewJoin = false;
  constructor(
    private readonly parts: SetUpParts,
    private readonly name: string,
  ) {}

  steps(session: Session): readonly SetUpStep[] {
    const answer$ = this.parts.demux.events.on(HELLO).pipe(take(1), ignoreElements());
    const hello$ = defer(() => {
      session.send(`${HELLO} ${this.name}`);
      return EMPTY;
    });
    return [{ waitsFor: 'the hello', authenticated$: concat(merge(answer$, hello$), of(true)) }];
  }

  reset(): void {}
}
