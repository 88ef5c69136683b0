import { filter, firstValueFrom, map, mergeMap, Subject, throwError } from 'rxjs';
import type { Bridge, Commands, Told } from '../bridge.js';

const bridge = globalThis as unknown as Bridge;
export const { print, finish } = bridge;

/** What happens outside of the page, in order. */
export const told$ = new Subject<Told>();
bridge.tell = told => told$.next(told);

let commands = 0;

/** Has something done outside of the page. When it is done, all that happened before has been told. */
export const command = <Name extends keyof Commands>(
  name: Name,
  ...args: Parameters<Commands[Name]>
): Promise<Awaited<ReturnType<Commands[Name]>>> => {
  commands += 1;
  const id = commands;
  const done = firstValueFrom(
    told$.pipe(
      filter(told => (told.of === 'result' || told.of === 'failure') && told.command === id),
      mergeMap(told => (told.of === 'failure' ? throwError(() => new Error(told.message)) : [told])),
      map(told => (told as { value: unknown }).value as Awaited<ReturnType<Commands[Name]>>),
    ),
  );
  bridge.command(id, name, args);
  return done;
};
