import { InjectionToken } from '@angular/core';

/** Who goes where. Without a user one reads along. */
export interface Ticket {
  readonly channel: number;
  readonly user: string | undefined;
}

export const TICKET = new InjectionToken<Ticket>('Ticket');

/** The ticket that a link such as `/?channel=42&user=ada` is. */
export const ticketOf = (search: string): Ticket | undefined => {
  const query = new URLSearchParams(search);
  const channel = Number(query.get('channel'));
  return channel > 0 ? { channel, user: query.get('user') || undefined } : undefined;
};

/** The link to a visit. */
export const linkTo = ({ channel, user }: Ticket): string =>
  `?${new URLSearchParams({ channel: String(channel), ...(user === undefined ? {} : { user }) })}`;
