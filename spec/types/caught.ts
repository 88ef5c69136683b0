// Compiled by `npm run check`: from TypeScript 5.3 on, `instanceof CallError` gives what `kind` tells apart.
import { type BeamChat, CallError, type Delivery, ReplyError } from '../../lib/index.js';

declare const chat: BeamChat;

/** What is caught is told apart in the same way. */
export const caught = async (): Promise<unknown> => {
  try {
    return await chat.call('msg', ['hi']);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    error satisfies CallError;
    error.delivery satisfies Delivery;
    return error.kind === 'refused' ? error.error : error.message;
  }
};

export const others = (error: unknown) => {
  if (error instanceof ReplyError) return error.error;
  // @ts-expect-error: what is no ReplyError may be anything
  return error.message;
};
