import { filter, firstValueFrom, map, mergeMap, Subject, throwError } from 'rxjs';
import type { Bridge, Commands, PageMessage } from '../bridge.js';

const bridge = globalThis as unknown as Bridge;
export const { print, finish } = bridge;

/** The messages from outside the page, in order. */
export const messages$ = new Subject<PageMessage>();
bridge.send = message => messages$.next(message);

let commands = 0;

/** Runs a command outside the page. When it resolves, the page has received all earlier messages. */
export const command = <Name extends keyof Commands>(
  name: Name,
  ...args: Parameters<Commands[Name]>
): Promise<Awaited<ReturnType<Commands[Name]>>> => {
  commands += 1;
  const id = commands;
  const done = firstValueFrom(
    messages$.pipe(
      filter(message => (message.of === 'result' || message.of === 'failure') && message.command === id),
      mergeMap(message => (message.of === 'failure' ? throwError(() => new Error(message.message)) : [message])),
      map(message => (message as { value: unknown }).value as Awaited<ReturnType<Commands[Name]>>),
    ),
  );
  bridge.command(id, name, args);
  return done;
};
