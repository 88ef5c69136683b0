import { expect } from 'chai';
import { of, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type TraceOptions, trace } from '../../lib/observe/trace.js';
import { ChatDouble } from '../../lib/testing/index.js';
import { KEY, SHOWN, stage } from './kit.js';

describe('trace', () => {
  it(
    'R51: logs a line for each thing that happens, with its time, and without keys',
    marbles(m => {
      const { chat } = stage(
        ['5ms o 3ms w 30ms e b 4ms #', '-'],
        {},
        { replies: { auth: of({ authenticated: true, roles: [] }), msg: throwError(() => KEY) } },
      );
      const lines: string[] = [];
      const tracing = trace(chat, { log: line => lines.push(line) });
      chat.boot();
      void chat.auth(1, 2, KEY);
      m.scheduler.schedule(() => chat.call$('msg', [`hi ${KEY}`]).subscribe({ error: () => {} }), 20);
      m.scheduler.schedule(() => tracing.unsubscribe(), 60);
      m.expect(timer(500)).toBeObservable('500ms (0|)', { 0: 0 });
      m.flush();
      const packet = (method: string, args: string, id: number) =>
        `{"type":"method","method":"${method}","arguments":${args},"id":${id}}`;
      const lost = `the connection to ${SHOWN} was lost: close code 1006`;
      expect(lines).to.deep.equal([
        '+0.000 s status: idle',
        '+0.000 s boot()',
        '+0.000 s status: connecting',
        `+0.000 s dial 1: ${SHOWN}`,
        '+0.000 s call auth #0 is made: [1,2,"…"]',
        '+0.005 s dial 1 is open',
        `+0.009 s dial 1 <- {"type":"event","event":"WelcomeEvent","data":{"server":"${SHOWN}"}}`,
        '+0.009 s call auth #0 is sent',
        `+0.009 s dial 1 -> ${packet('auth', '[1,2,"…"]', 0)}`,
        '+0.009 s dial 1 <- {"type":"reply","id":0,"error":null,"data":{"authenticated":true,"roles":[]}}',
        '+0.009 s call auth #0 is done',
        '+0.009 s status: connected',
        `+0.009 s session 1: ${SHOWN}`,
        '+0.020 s call msg #1 is made: ["hi …"]',
        '+0.020 s call msg #1 is sent',
        `+0.020 s dial 1 -> ${packet('msg', '["hi …"]', 1)}`,
        '+0.020 s dial 1 <- {"type":"reply","id":1,"error":"…"}',
        '+0.020 s call msg #1 failed: refused, delivery answered: the server refused "msg": "…"',
        '+0.040 s dial 1 <- {"type":"event","event":"Echo","data":"…"}',
        '+0.041 s dial 1 <- no frame: …',
        '+0.041 s error: BadMessageError: received a frame that is not JSON',
        '+0.046 s dial 1 is gone: code 1006',
        '+0.046 s status: reconnecting',
        `+0.046 s closed: ${SHOWN}, code 1006`,
        `+0.046 s waits 200 ms before attempt 1: ${lost}`,
      ]);
    }),
  );

  it('R51: logs what a double does', async () => {
    const lines: string[] = [];
    const double = new ChatDouble();
    const tracing = trace(double, { log: line => lines.push(line.replace(/^\+\S+ s /, '')) });
    double.boot();
    await double.auth(1);
    await double.close();
    tracing.unsubscribe();
    await double.auth(1).catch(() => {});
    expect(lines).to.deep.equal([
      'status: connected',
      'session 1: ws://double.test',
      'boot()',
      'call auth #0 is made: [1]',
      'call auth #0 is sent',
      'call auth #0 is done',
      'close()',
      'status: closing',
      'status: closed',
      'closed: ws://double.test, code 1000',
    ]);
  });

  it('R51: logs to the console unless it is told otherwise', () => {
    const before = console.debug;
    const lines: unknown[] = [];
    console.debug = line => lines.push(line);
    try {
      trace(new ChatDouble()).unsubscribe();
    } finally {
      console.debug = before;
    }
    expect(lines).to.have.length(2);
  });

  for (const [what, act] of [
    ['closes the client', (chat: ReturnType<typeof stage>['chat']) => void chat.close()],
    [
      'throws',
      () => {
        throw new Error('a log of the user');
      },
    ],
  ] as const) {
    it(
      `R25: a log that ${what} at any line changes nothing else`,
      marbles(m => {
        const ends: string[] = [];
        for (let at = 0; at < 18; at += 1) {
          const { chat } = stage(
            ['5ms o 3ms w 30ms e b 4ms #', '-'],
            {},
            { replies: { auth: of({ authenticated: true, roles: [] }), msg: throwError(() => 'UACCESS') } },
          );
          let count = 0;
          trace(chat, {
            log: () => {
              count += 1;
              if (count === at + 1 && what === 'closes the client') act(chat);
            },
          });
          chat.boot();
          chat.call$('msg', ['hi']).subscribe({ error: ({ kind }) => ends.push(kind) });
          m.scheduler.schedule(() => void chat.close(), 60);
          m.scheduler.schedule(() => expect(chat.status.state).to.equal('closed'), 2_000);
        }
        m.expect(timer(3_000)).toBeObservable('3s (0|)', { 0: 0 });
        m.flush();
        expect(ends).to.have.length(18);
        expect(ends.every(kind => kind === 'closed' || kind === 'refused')).to.equal(true);
      }),
    );
  }

  it('refuses a log that is none, and what is no client', () => {
    const wrong = { log: 'file' } as unknown as TraceOptions;
    expect(() => trace(new ChatDouble(), wrong)).to.throw(TypeError, 'the option log of trace() must be a function');
    expect(() => trace({} as never)).to.throw(TypeError, 'trace() takes a BeamChat');
  });
});
