import { expect } from 'chai';
import fc from 'fast-check';
import { lastValueFrom, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { BeamChatOptions } from '../../lib/beam/options.js';
import { CallError, type CallOptions } from '../../lib/index.js';
import { type ArrayClient, stageClient } from '../kit/array-client.js';
import { factsOf } from '../kit/facts.js';

/** The two ways to make a call, each told when it is over. */
const ways = {
  call: (client: ArrayClient, method: string, args: readonly unknown[], options: CallOptions) =>
    client.call<unknown>(method, args, options),
  'lastValueFrom(call$)': (client: ArrayClient, method: string, args: readonly unknown[], options: CallOptions) =>
    lastValueFrom<unknown, undefined>(client.call$<unknown>(method, args, options) as Observable<unknown>, {
      defaultValue: undefined,
    }),
} as const;

type Step =
  | { readonly do: 'call'; readonly method: string; readonly args: unknown; readonly options: PlainOptions }
  | { readonly do: 'answer' | 'refuse' | 'abort'; readonly which: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'boot' | 'connect' | 'drop' | 'close' };

/** Call options of which the signal is made anew for each way. */
interface PlainOptions extends Omit<CallOptions, 'signal'> {
  readonly signal?: 'aborted' | 'may abort';
}

interface Journal {
  /** What was sent on each socket. */
  readonly sent: string[][];
  /** Each end: when, of which call, and how. */
  readonly ends: unknown[];
  /** What was reported besides. */
  readonly errors: unknown[];
}

/** What a user can tell of an error. */
const endOf = (error: unknown) => ({
  ...factsOf(error),
  class: (error as object).constructor.name,
  isCallError: error instanceof CallError,
});

const signalOf = (kind: PlainOptions['signal'], controller: AbortController): CallOptions => {
  if (kind === undefined) return {};
  if (kind === 'aborted') controller.abort('before');
  return { signal: controller.signal };
};

/** Runs the steps in virtual time, with every call made in one way. */
const play = async (way: keyof typeof ways, steps: readonly Step[], options: BeamChatOptions): Promise<Journal> => {
  const ends: unknown[] = [];
  const errors: unknown[] = [];
  const scheduler = new TestScheduler(() => {});
  const pending: Promise<unknown>[] = [];
  const sent = scheduler.run(({ cold, flush }) => {
    const { client, sockets } = stageClient(options);
    client.errors$.subscribe(error => errors.push(factsOf(error)));
    const aborts: AbortController[] = [];
    const does = (step: Step): void => {
      const newest = sockets.made.at(-1);
      switch (step.do) {
        case 'call': {
          const controller = new AbortController();
          const { signal, ...others } = step.options;
          const number = aborts.push(controller);
          const made = ways[way](client, step.method, step.args as unknown[], {
            ...others,
            ...signalOf(signal, controller),
          });
          const note = (end: unknown) => ends.push({ number, end });
          pending.push(
            made.then(
              data => note({ data }),
              error => note(endOf(error)),
            ),
          );
          return;
        }
        case 'answer':
          return newest && sockets.hears([step.which, null, { answer: step.which }]);
        case 'refuse':
          return newest && sockets.hears([step.which, { code: step.which, message: 'no' }]);
        case 'abort':
          return aborts[step.which % Math.max(1, aborts.length)]?.abort('changed my mind');
        case 'boot':
          return void client.boot();
        case 'connect':
          return newest?.readyState === 0 ? sockets.connects() : undefined;
        case 'drop':
          return newest && newest.readyState < 2 ? sockets.drops() : undefined;
        case 'close':
          return void client.close();
        default:
          return;
      }
    };
    let at = 0;
    for (const step of steps) {
      at += step.do === 'pass' ? step.ms : 1;
      cold(`${at}ms s`).subscribe(() => does(step));
    }
    cold(`${at + 1}ms s`).subscribe(() => void client.close());
    flush();
    return sockets.sent();
  });
  await Promise.all(pending);
  return { sent, ends, errors };
};

/** Plays both ways, and gives the one journal that they have in common. */
const compare = async (steps: readonly Step[], options: BeamChatOptions = {}): Promise<Journal> => {
  const [call, call$] = await Promise.all([play('call', steps, options), play('lastValueFrom(call$)', steps, options)]);
  expect(call).to.deep.equal(call$);
  return call;
};

const call = (options: PlainOptions = {}, method = 'echo', args: unknown = [1]): Step => ({
  do: 'call',
  method,
  args,
  options,
});
const does = (...what: ('boot' | 'connect' | 'drop' | 'close')[]): Step[] => what.map(each => ({ do: each }));
const answer = (which: number): Step => ({ do: 'answer', which });
const refuse = (which: number): Step => ({ do: 'refuse', which });
const abort = (which: number): Step => ({ do: 'abort', which });
const pass = (ms: number): Step => ({ do: 'pass', ms });
const up = does('boot', 'connect');
const circular: unknown[] = [];
circular.push(circular);

describe('call ≡ lastValueFrom(call$, { defaultValue: undefined })', () => {
  type Situation = [what: string, steps: readonly Step[], ends: readonly object[], options?: BeamChatOptions];
  const failed = (kind: string, delivery: string, name = 'CallError') => ({ name, kind, delivery, isCallError: true });
  const situations: Situation[] = [
    ['answered', [...up, call(), answer(1)], [{ data: { answer: 1 } }]],
    [
      'answered out of order',
      [...up, call(), call(), answer(2), answer(1)],
      [{ data: { answer: 2 } }, { data: { answer: 1 } }],
    ],
    ['spooled, then answered', [call(), ...up, answer(1)], [{ data: { answer: 1 } }]],
    ['refused', [...up, call(), refuse(1)], [failed('refused', 'answered', 'ReplyError')]],
    ['dropped', [...up, call(), ...does('drop')], [failed('disconnected', 'unknown')]],
    ['resent', [...up, call({ resend: true }), ...does('drop', 'connect'), answer(1)], [{ data: { answer: 1 } }]],
    ['in flight at a close', [...up, call(), ...does('close')], [failed('closed', 'unknown')]],
    ['spooled at a close', [call(), ...does('close')], [failed('closed', 'never')]],
    ['made after a close', [...does('close'), call()], [failed('closed', 'never')]],
    ['timed out', [...up, call({ timeout: 5 }), pass(50)], [failed('timeout', 'unknown', 'TimeoutError')]],
    ['expired', [call(), pass(50)], [failed('expired', 'never')], { spool: { ttl: 5 } }],
    ['one too many', [call(), call()], [failed('overflow', 'never')], { spool: { limit: 1 } }],
    ['forced while down', [call({ force: true })], [failed('not-connected', 'never')]],
    ['forced and answered', [...up, call({ force: true }), answer(1)], [{ data: { answer: 1 } }]],
    ['noReply, sent', [...up, call({ noReply: true })], [{ data: undefined }]],
    ['noReply, spooled and sent', [call({ noReply: true }), ...up], [{ data: undefined }]],
    ['noReply, closed', [call({ noReply: true }), ...does('close')], [failed('closed', 'never')]],
    ['aborted before', [...up, call({ signal: 'aborted' })], [failed('aborted', 'never')]],
    ['aborted in the spool', [call({ signal: 'may abort' }), abort(0), ...up], [failed('aborted', 'never')]],
    ['aborted in flight', [...up, call({ signal: 'may abort' }), abort(0), answer(1)], [failed('aborted', 'unknown')]],
    ['not to be serialized', [...up, call({}, 'echo', circular)], [failed('encoding', 'never')]],
    ['without a name', [...up, call({}, '')], [{ name: 'TypeError', isCallError: false }]],
    ['with impossible options', [...up, call({ timeout: -1 })], [{ name: 'TypeError', isCallError: false }]],
  ];
  for (const [what, steps, ends, options] of situations) {
    it(what, async () => {
      const journal = await compare(steps, options);
      const seen = journal.ends as { end: object }[];
      ends.forEach((end, index) => {
        expect(seen[index]?.end).to.deep.include(end);
      });
      expect(journal.errors, 'nothing is reported besides').to.deep.equal([]);
    });
  }

  it('in any course of things, on the wire and in the order of settling', async () => {
    const options = fc.record(
      {
        noReply: fc.boolean(),
        force: fc.boolean(),
        resend: fc.boolean(),
        timeout: fc.constantFrom(0, 3, 20),
        signal: fc.constantFrom('aborted' as const, 'may abort' as const),
      },
      { requiredKeys: [] },
    );
    const which = fc.integer({ min: 1, max: 8 });
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 6, arbitrary: options.map(given => call(given)) },
      { weight: 4, arbitrary: which.map(answer) },
      { weight: 2, arbitrary: which.map(refuse) },
      { weight: 2, arbitrary: which.map(abort) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 30 }).map(pass) },
      { weight: 5, arbitrary: fc.constantFrom(...does('boot', 'connect', 'connect', 'drop', 'close')) },
    );
    const spool = fc.record({ limit: fc.constantFrom(1, 1000), ttl: fc.constantFrom(10, Number.POSITIVE_INFINITY) });
    const begin = fc.constantFrom<readonly Step[]>([], up);
    const property = fc.asyncProperty(begin, fc.array(step, { maxLength: 25 }), spool, async (first, steps, limits) => {
      const journal = await compare([...first, ...steps], { spool: limits });
      const made = steps.filter(each => each.do === 'call').length;
      expect(journal.ends, 'each settles once').to.have.length(made);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('call$ of noReply only completes, and emits nothing', () => {
    const { client, sockets } = stageClient();
    client.boot();
    sockets.connects();
    const seen: string[] = [];
    client.call$('echo', [1], { noReply: true }).subscribe({
      next: () => seen.push('next'),
      complete: () => seen.push('complete'),
    });
    expect(seen).to.deep.equal(['complete']);
    sockets.drops();
    void client.close();
  });
});
