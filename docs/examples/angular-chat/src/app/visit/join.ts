import { HttpClient, type HttpErrorResponse } from '@angular/common/http';
import { inject } from '@angular/core';
import { type AuthArguments, AuthenticationFailedError, type Join } from 'rx-beam';
import { catchError, type Observable, tap, throwError } from 'rxjs';
import { type JoinReply, Me } from './me';
import { TICKET } from './ticket';

/** The join request. The chat makes it for each connection, since an authkey is single-use. */
export const join = (): Observable<JoinReply> => {
  const { channel, user } = inject(TICKET);
  const me = inject(Me);
  return inject(HttpClient)
    .get<JoinReply>(`/api/v1/chats/${channel}`, { params: user === undefined ? {} : { user } })
    .pipe(
      tap(reply => me.joined(reply)),
      catchError((error: HttpErrorResponse) => throwError(() => (isRefusal(error) ? refusal(error) : error))),
    );
};

/** The arguments of `auth` for each connection. */
export const credentials = (reply: Join): AuthArguments => {
  const { channel } = inject(TICKET);
  const { user, authkey } = reply as JoinReply;
  return user === undefined ? [channel] : [channel, user.id, authkey];
};

const isRefusal = ({ status }: HttpErrorResponse): boolean => status >= 400 && status < 500;

const refusal = (error: HttpErrorResponse): AuthenticationFailedError =>
  new AuthenticationFailedError(error.error?.message ?? error.message);
