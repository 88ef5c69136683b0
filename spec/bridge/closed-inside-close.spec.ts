import { expect } from 'chai';
import { BeamSocket } from '../../lib/ws.js';
import { faked, turns } from '../rules/kit.js';

describe('closed and close()', () => {
  for (const [when, start] of [
    ['idle', () => {}],
    [
      'between two connections',
      ({ socket, newest }: ReturnType<typeof faked>) => {
        socket.boot();
        newest().fails(new Error('refused'));
      },
    ],
  ] as const) {
    it(`closed comes once, after close() has returned and before its promise resolves: ${when}`, async () => {
      const made = faked({ random: () => 0.9, backoff: {} });
      start(made);
      const log: string[] = [];
      made.socket.on('closed', () => log.push('closed'));
      const closed = made.socket.close().then(() => log.push('resolved'));
      log.push('returned');
      await closed;
      await turns(2);
      expect(log).to.deep.equal(['returned', 'closed', 'resolved']);
      expect(made.socket.status).to.equal(BeamSocket.CLOSED);
    });
  }
});
