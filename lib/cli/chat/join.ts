import { catchError, type Observable, throwError, timeout } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import type { Join } from '../../index.js';
import { Failure, reasonOf } from '../failure.js';
import { textAt } from './wire.js';

/** The longest wait for a join reply. */
const PATIENCE_MS = 10_000;

/** A join URL as it may be said: what is behind the path may be secret. */
export const sayUrl = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

/** Asks for a join reply, once for each subscriber. Errors with a {@link Failure} that says what is wrong with it. */
export const askJoin = (url: URL): Observable<Join> =>
  fromFetch(url.href, { headers: { accept: 'application/json' }, selector: response => read(url, response) }).pipe(
    timeout({ first: PATIENCE_MS, with: () => throwError(() => new Failure(`${sayUrl(url)} does not answer`)) }),
    catchError(error =>
      throwError(() =>
        error instanceof Failure ? error : new Failure(`cannot reach ${sayUrl(url)}: ${whyNot(error)}`),
      ),
    ),
  );

const read = async (url: URL, response: Response): Promise<Join> => {
  const text = await response.text();
  const body = parse(text);
  if (!response.ok) {
    const said = textAt(body, 'message');
    throw new Failure(`${sayUrl(url)} answered ${response.status}${said && `: ${said}`}`);
  }
  if (body === undefined) throw new Failure(`${sayUrl(url)} did not answer with JSON: is it a join URL?`);
  const isJoin = typeof body === 'object' && body !== null && Array.isArray((body as Partial<Join>).endpoints);
  if (!isJoin) throw new Failure(`${sayUrl(url)} answered without endpoints: is it a join URL?`);
  return body as Join;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** `fetch` says little itself; its cause knows, and of several tries each has one. */
const whyNot = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return reasonOf(cause) || textAt(cause, 'code') || 'no connection';
};
