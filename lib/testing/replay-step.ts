import type { Arguments, CallOptions, CloseOptions, SubscribeOptions } from '../index.js';
import type { ServerAction } from './server-action.js';

/** One thing that a user of the client or one of its servers does; `at` is in ms since the beginning. */
export type Step = { readonly at: number } & (
  | { readonly boot: true }
  | { readonly close: CloseOptions }
  /** The `wake$` of the client emits it. */
  | { readonly network: 'wake' | 'offline' }
  /** The client sends its heartbeat, as after a silence. */
  | { readonly heartbeat: true }
  | {
      readonly call: number;
      readonly method: string;
      readonly args: Arguments;
      readonly options?: CallOptions;
    }
  | { readonly ping: number }
  /** The caller of that call cancels it. */
  | { readonly cancel: number }
  | {
      readonly subscribe: number;
      readonly method: string;
      readonly args: Arguments;
      readonly options?: SubscribeOptions;
    }
  /** That subscriber leaves. */
  | { readonly unsubscribe: number }
  /** A handler of this method is added, whose answers are steps. */
  | { readonly handle: string }
  | { readonly unhandle: string }
  /** The answer to a call of a server that a handler took; those count from 1. */
  | { readonly answer: number; readonly data: unknown }
  | { readonly answer: number; readonly error: string }
  /** What the server of that dial does; dials count from 1. */
  | { readonly dial: number; readonly act: ServerAction | string }
);

/** What was recorded besides the steps. */
export interface ReplayFacts {
  /** The address of each attempt, in order; of one that dialled several, their addresses. */
  readonly dials: readonly (string | readonly string[])[];
  /** The wait before each later attempt, in ms, in order. */
  readonly waits: readonly number[];
  /** With the option `hedge`: the waits before one more address of an attempt was dialled, in ms, in order. @default none */
  readonly hedges?: readonly number[] | undefined;
}
