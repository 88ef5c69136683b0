import { catchError, map, type Observable, throwError, timeout } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import type { Join } from '../../index.js';
import { redactAddress } from '../../text/redact-address.js';
import { CliError, messageOf } from '../cli-error.js';
import { readText } from '../read-text.js';
import { systemReason } from '../system-reason.js';
import { type Person, peopleIn } from './people.js';
import { at, textAt } from './wire.js';

const JOIN_TIMEOUT_MS = 10_000;
const MAX_REPLY_MB = 1;

/** Requests a join reply for each subscriber. Errors with a {@link CliError} that says what is wrong with the reply. */
export const requestJoin = (url: URL): Observable<Join> =>
  requestJson(url).pipe(
    map(body => {
      if (Array.isArray(at(body, 'endpoints'))) return body as Join;
      throw new CliError(`${redactAddress(url.href)} answered without endpoints: is it a join URL?`);
    }),
  );

/** Requests who is in the chat. Undefined for a join URL that is not that of the service: its users are elsewhere. */
export const peopleRequest = (joinUrl: URL): Observable<readonly Person[]> | undefined => {
  if (!/\/chats\/\d+\/?$/.test(joinUrl.pathname)) return undefined;
  const url = new URL(joinUrl);
  url.pathname = url.pathname.replace(/\/?$/, '/users');
  url.searchParams.set('limit', '100');
  return requestJson(url).pipe(map(peopleIn));
};

/** Requests JSON for each subscriber. */
const requestJson = (url: URL): Observable<unknown> =>
  fromFetch(url.href, { headers: { accept: 'application/json' }, selector: response => read(url, response) }).pipe(
    timeout({
      first: JOIN_TIMEOUT_MS,
      with: () => throwError(() => new CliError(`${redactAddress(url.href)} does not answer`)),
    }),
    catchError(error =>
      throwError(() =>
        error instanceof CliError
          ? error
          : new CliError(`cannot reach ${redactAddress(url.href)}: ${fetchErrorMessage(error)}`),
      ),
    ),
  );

const read = async (url: URL, response: Response): Promise<unknown> => {
  const text = await readText(response.body ?? [], MAX_REPLY_MB * 1_000_000);
  if (text === undefined) {
    throw new CliError(`${redactAddress(url.href)} answered with more than ${MAX_REPLY_MB} MB: is it a join URL?`);
  }
  const body = parse(text);
  if (!response.ok) {
    const message = textAt(body, 'message');
    throw new CliError(`${redactAddress(url.href)} answered ${response.status}${message && `: ${message}`}`);
  }
  if (body === undefined) throw new CliError(`${redactAddress(url.href)} did not answer with JSON: is it a join URL?`);
  return body;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The error of `fetch` says little. Its cause is the reason, or an `AggregateError` with a reason for each address. */
const fetchErrorMessage = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return systemReason(cause) || messageOf(cause) || textAt(cause, 'code') || 'no connection';
};
