import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { ConnectionError } from '../../lib/errors.js';
import { AddressOrder } from '../../lib/link/address-order.js';
import { play } from '../kit/session-kit/play.js';

const [A, B, C] = ['ws://a', 'ws://b', 'ws://c'];
const MAX_HELD = 1_000;
const busy = (retryAfter: number) => new ConnectionError('HTTP 503', { retryAfter });

const orderOf = (...list: string[]): AddressOrder => {
  const order = new AddressOrder();
  order.continueWith(list);
  return order;
};

describe('AddressOrder', () => {
  it('R1, R5: gives the addresses round robin, and counts the laps that failed', () => {
    const order = orderOf(A, B);
    for (const address of [A, B, A]) {
      expect(order.next(0)).to.equal(address);
      order.failed(address, 'down', MAX_HELD);
    }
    expect(order.laps).to.equal(1);
    order.failed(undefined, 'no list', MAX_HELD);
    expect(order.laps).to.equal(2);
    order.wasStable();
    expect(order.laps).to.equal(0);
  });

  it('R44: an alternative is the next address, and counts as tried and not as failed', () => {
    const order = orderOf(A, B, C);
    expect([order.next(0), order.alternativeTo(A)]).to.deep.equal([A, B]);
    order.failed(A, 'down', MAX_HELD);
    expect(order.next(0)).to.equal(C);
    order.failed(C, 'down', MAX_HELD);
    expect([order.laps, order.next(0)]).to.deep.equal([0, B]);
  });

  it('R5, R44: has no alternative that failed in this lap, or is the same', () => {
    const order = orderOf(A, B);
    expect([order.next(0), order.alternativeTo(A), order.alternativeTo(A)]).to.deep.equal([A, B, B]);
    order.failed(B, 'down', MAX_HELD);
    expect(order.alternativeTo(A)).to.equal(undefined);
    expect(orderOf(A).alternativeTo(A)).to.equal(undefined);
  });

  it(
    'R4, R44: has no alternative that asked to wait',
    marbles(m => {
      const order = orderOf(A, B);
      const log: unknown[] = [];
      play(m, 'ab 8ms cd', {
        a: () => {
          order.next(0);
          order.failed(order.alternativeTo(A), busy(10), MAX_HELD);
          order.failed(A, 'down', MAX_HELD);
        },
        b: () => log.push(order.alternativeTo(A), order.heldMs([B]), order.heldMs()),
        c: () => log.push(order.alternativeTo(A)),
        d: () => log.push(order.alternativeTo(A)),
      });
      m.flush();
      expect(log).to.deep.equal([undefined, 9, 0, B, B]);
    }),
  );

  it(
    'R4: holds an address no longer than the limit',
    marbles(m => {
      const order = orderOf(A);
      play(m, 'a', { a: () => order.failed(order.next(0), busy(Number.MAX_VALUE), 5) });
      m.flush();
      expect(order.heldMs()).to.equal(5);
    }),
  );
});
