import { InjectionToken } from '@angular/core';

/** The channel to join, and the user. Without a user the app only reads. */
export interface Ticket {
  readonly channel: number;
  readonly user: string | undefined;
}

export const TICKET = new InjectionToken<Ticket>('Ticket');

/** Parses the query of a link such as `/?channel=42&user=ada`. */
export const ticketOf = (search: string): Ticket | undefined => {
  const query = new URLSearchParams(search);
  const channel = Number(query.get('channel'));
  return channel > 0 ? { channel, user: query.get('user') || undefined } : undefined;
};

/** The query of such a link. */
export const linkTo = ({ channel, user }: Ticket): string =>
  `?${new URLSearchParams({ channel: String(channel), ...(user === undefined ? {} : { user }) })}`;
