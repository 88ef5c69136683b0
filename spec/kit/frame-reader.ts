import { Subject } from 'rxjs';
import type { Link } from '../../lib/link/link.js';
import { FrameReader } from '../../lib/protocol/frame-reader.js';
import type { Wire } from '../../lib/protocol/protocol.js';
import { receiverOf } from './receiver.js';
import { fakeLink } from './session-kit/fake-link.js';

/** Frames such as `reply:0`, `event:a` and `bad`, each a message; several of one frame are separated by a blank. */
export const wire: Wire = {
  frame: () => '',
  read: (frame, to) => {
    for (const message of String(frame).split(' ')) {
      const [kind = '', name = ''] = message.split(':');
      if (kind === 'throw') throw new Error(name);
      else if (kind === 'reply') to.reply(name, message, message);
      else if (kind === 'refusal') to.refusal(name, message, message);
      else if (kind === 'event') to.event(name, message, message);
      else if (kind === 'item') to.item(name, message, message);
      else if (kind === 'end') to.end(name, message, `error of ${name}`);
      else if (kind === 'request') to.request(name, 'ask', [name], message);
      else if (kind === 'control') to.control(message);
      else if (kind === 'answer') to.answer(name, message);
      else to.bad(kind, frame);
    }
  },
};

/** A reader of a link whose reads and promises are the spec's to move on. */
export const stageReader = (over: Partial<Link> = {}, wireHas: Partial<Wire> = {}, Reader = FrameReader) => {
  const told: string[] = [];
  const whenTold = new Map<string, () => void>();
  const tell = (what: string) => {
    told.push(what);
    whenTold.get(what)?.();
  };
  const receiver = {
    opened: (of: Link, by: Wire) => tell(of === link && by.frame === wire.frame ? 'opened' : 'opened otherwise'),
    ended: () => tell('ended'),
    ...receiverOf({
      reply: id => tell(`reply:${id}`),
      refusal: id => tell(`refusal:${id}`),
      event: name => tell(`event:${name}`),
      item: (key, data, message) => tell(data === message ? `item:${key}` : 'item'),
      end: (key, _message, error) => tell(error === `error of ${key}` ? `end:${key}` : 'end'),
      request: (id, method, args) =>
        tell(method === 'ask' && (args as unknown[])[0] === id ? `request:${id}` : 'request'),
      control: message => tell(String(message)),
      answer: frame => tell(`answer:${frame}`),
      bad: (why, _frame, cause) => tell(cause instanceof Error ? `${why}: ${cause.message}` : why),
    }),
  };
  const frames$ = new Subject<unknown>();
  const waiting: (() => void)[] = [];
  let segment = 1;
  const link = fakeLink(frames$, undefined, {
    segment: () => segment,
    afterPromises: run => void waiting.push(run),
    ...over,
  });
  const reader = new Reader(receiver, { ...wire, ...wireHas });
  reader.read(link);
  return {
    told,
    whenTold,
    reader,
    frames$,
    hears: (...frames: unknown[]) => {
      for (const frame of frames) frames$.next(frame);
    },
    nextRead: () => {
      segment += 1;
    },
    /** How many wait for the promises; they run. */
    promisesRun: (): number => {
      const due = waiting.splice(0);
      for (const run of due) run();
      return due.length;
    },
  };
};
