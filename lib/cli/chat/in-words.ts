import {
  type AuthenticationFailedError,
  CallError,
  type CallFailure,
  ConnectionError,
  ReplyError,
  type ReportedError,
} from '../../index.js';
import { clean } from '../clean.js';
import { messageOf } from '../cli-error.js';
import { systemReason } from '../system-reason.js';
import { shortAddress } from './status-line.js';
import { textAt } from './wire.js';

/** A failure in words, and the server's code for it if it sent one. */
export interface Trouble {
  readonly message: string;
  readonly code?: string;
}

/** What a user may not do who is refused a method. */
const deeds: ReadonlyMap<string, string> = new Map([
  ['msg', 'write here'],
  ['whisper', 'whisper here'],
  ['vote:start', 'start a poll'],
  ['vote:choose', 'vote here'],
  ['timeout', 'stop this user from writing'],
  ['history', 'read the history'],
]);

/** What the codes mean that come without a sentence of the server. */
const meanings: ReadonlyMap<string, string> = new Map([
  ['UNOTFOUND', 'the server does not know who or what is meant'],
  ['UAUTHREQ', 'you have to join as a user: start the chat with --user'],
  ['UNOTJSON', 'the server could not read what was sent'],
  ['4000', 'the server does not say why'],
  ['4001', 'there is no such user in this chat'],
  ['4002', 'you are not allowed to remove the messages of this user'],
  ['4003', 'there is no such message'],
  ['4004', 'the server does not accept this'],
  ['4005', 'that was too fast: wait a little, then try again'],
  ['4006', 'the server cannot authenticate you at the moment'],
  ['4007', 'your rank is too low to write here'],
]);

/** A code of the service: capital letters, or a number. */
const isCode = (text: string): boolean => /^(?:U[A-Z]+|\d+)$/.test(text);

/** The code and the text of a server's error, which is a string or `{code, message}`. */
const partsOf = (error: unknown): { code: string; text: string } => {
  const code = textAt(error, 'code');
  const text = textAt(error, 'message') || textAt(error);
  // `{code: 1, message: 'UNOTFOUND'}` is an older form of 'UNOTFOUND'.
  return isCode(text) ? { code: text, text: '' } : { code, text };
};

/** A server's sentence as a part of ours: without its capital letter and its full stop. */
const asPart = (sentence: string): string =>
  sentence.replace(/^[A-Z](?=[a-z]|\s)/, first => first.toLowerCase()).replace(/\.$/, '');

const withCode = (message: string, code: string): Trouble =>
  code === '' ? { message } : { message: `${message} (${code})`, code };

const refusal = ({ method, error }: ReplyError, isReader: boolean): Trouble => {
  const { code, text } = partsOf(error);
  // The server's own sentence says more than the code: 4005 is a slow chat, or too many calls.
  if (text.includes(' ')) return withCode(asPart(text), code);
  if (code === 'UACCESS' && isReader)
    return withCode('you only read here: start the chat with --user to do that', code);
  if (code === 'UACCESS') return withCode(`you are not allowed to ${deeds.get(method) ?? 'do that'}`, code);
  const meaning = meanings.get(code);
  if (meaning !== undefined) return withCode(meaning, code);
  return withCode(`the server refused it${text && `: ${text}`}`, code);
};

/** What became of a call that was not answered. */
const unanswered = (error: CallFailure): string => {
  if (error.kind === 'timeout') return `the server did not answer in ${error.waited / 1000} s; it may have arrived`;
  if (error.kind === 'closed' && error.delivery === 'never') return 'it was not sent before the chat ended';
  if (error.kind === 'closed') return 'the chat ended before the answer; it may have arrived';
  if (error.kind === 'disconnected' && error.delivery === 'unknown')
    return 'the connection was lost before the answer; it may have arrived';
  return messageOf(error);
};

/** Why a typed line failed. @param isReader whether the chat was joined without a user */
export const failureInWords = (error: unknown, isReader: boolean): Trouble => {
  if (error instanceof ReplyError) return refusal(error, isReader);
  return { message: error instanceof CallError ? unanswered(error) : messageOf(error) };
};

/** What is wrong with a connection. */
export const reportInWords = (error: ReportedError): string => {
  const reason = error instanceof ConnectionError ? systemReason(error.cause) : undefined;
  if (reason === undefined || !(error instanceof ConnectionError)) return messageOf(error);
  return `cannot connect to ${shortAddress(error.address)}: ${reason}`;
};

/** Why the server does not let the user in, with its code. */
export const refusedJoinInWords = (error: AuthenticationFailedError): string => {
  const code = clean(String(error.code ?? ''));
  if (code === 'UNOTFOUND')
    return 'the server refused to authenticate you: it does not know this channel, or this user with this authkey, which may have been used before (UNOTFOUND)';
  if (code === 'UACCESS')
    return 'the server refused to authenticate you: you are not allowed to join this chat (UACCESS)';
  return error.message;
};
