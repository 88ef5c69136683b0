// Compiled by `npm run check`: `kind` and `name` tell errors apart.
import { catchError, EMPTY } from 'rxjs';
import {
  type BeamChat,
  CallError,
  type CallErrorKind,
  type CallFailure,
  type ReportedError,
  type TimeoutError,
} from '../../lib/index.js';

declare const chat: BeamChat;
declare const unreachable: (value: never) => void;

/** What is known of a failure by its kind. */
export const told = (failure: CallFailure): unknown => {
  switch (failure.kind) {
    case 'refused':
      failure.delivery satisfies 'answered';
      return failure.error;
    case 'timeout':
      failure.delivery satisfies 'unknown';
      return failure.waited satisfies number;
    case 'paced':
    case 'overflow':
      failure.delivery satisfies 'never' | 'unknown';
      // @ts-expect-error: only a refusal has the server's error
      return failure.error;
    default:
      return failure.kind satisfies Exclude<CallErrorKind, 'refused' | 'timeout'>;
  }
};

/** Rejections have no type: it is said. */
export const tolerant$ = chat
  .call$('msg', ['hi'])
  .pipe(catchError((error: CallFailure) => (error.kind === 'refused' && error.error === 'UACCESS' ? EMPTY : EMPTY)));

/** The name tells what `errors$` emits, and the list of names is whole. */
chat.errors$.subscribe(error => {
  switch (error.name) {
    case 'AddressError':
      return error.address satisfies string | undefined;
    case 'ConnectionError':
      return error.httpStatus satisfies number | undefined;
    case 'BadMessageError':
      return error.data satisfies string;
    case 'NoMethodHandlerError':
      return error.id satisfies unknown;
    case 'AuthenticationFailedError':
      return error.code satisfies string | number | undefined;
    case 'ReplyError':
      return error.error satisfies unknown;
    case 'TimeoutError':
      error satisfies TimeoutError;
      return error.waited satisfies number;
    case 'CallError':
      return error.kind satisfies Exclude<CallErrorKind, 'refused' | 'timeout'>;
    default:
      return unreachable(error);
  }
});

export const refused = (error: ReportedError) => {
  // @ts-expect-error: there is no such name
  if (error.name === 'SocketError') return error;
  // @ts-expect-error: only some have an address
  return error.address;
};

/** CallError is still a class to construct and to extend. */
export class QuotaError extends CallError {}
export const made: CallError = new CallError('full', {
  method: 'msg',
  id: undefined,
  kind: 'paced',
  delivery: 'never',
});
