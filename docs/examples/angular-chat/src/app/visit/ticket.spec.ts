import { linkTo, ticketOf } from './ticket';

describe('a ticket', () => {
  it('is a link, and a link is a ticket', () => {
    for (const ticket of [
      { channel: 42, user: 'ada' },
      { channel: 1, user: 'é & ü' },
      { channel: 7, user: undefined },
    ]) {
      expect(ticketOf(linkTo(ticket))).toEqual(ticket);
    }
  });

  for (const search of ['', '?user=ada', '?channel=', '?channel=-1', '?channel=x']) {
    it(`is not ${search || 'nothing'}`, () => expect(ticketOf(search)).toBeUndefined());
  }
});
