import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Bluebird from 'bluebird';
import { expect } from 'chai';
import { BeamSocket } from '../../lib/ws.js';
import { ROOT } from '../kit/consumer.js';
import { CHANNEL, nextEvent, onStage } from '../kit/live.js';
import { type Reports, reportsDuring } from '../kit/reports.js';
import { client, faked, session } from '../rules/kit.js';

const run = promisify(execFile);
const nothing = (): void => {};

describe('calls whose failure no code handles', () => {
  const stage = onStage({ authkeys: 'reusable' });

  const connected = async () => {
    const made = client(stage, stage.server.endpoints, { auth: [CHANNEL], resend: [] });
    const connecting = nextEvent(made.socket, 'connected');
    made.socket.boot();
    await connecting;
    return made;
  };

  /** What is reported when something is done with a call and then its connection drops. */
  const droppedAfter = async (act: (socket: BeamSocket) => unknown): Promise<Reports> => {
    const { socket, chat } = await connected();
    await stage.server.endpoint(0).fault('suppressReplies');
    return reportsDuring(async () => {
      void act(socket);
      const again = session(chat, 2);
      await stage.server.endpoint(0).fault('drop');
      await again;
    });
  };

  it('R24: a call in flight at a drop is one warning that names the method, and the client goes on', async () => {
    const { unhandled, warnings } = await droppedAfter(socket => void socket.call('msg', ['hi']));
    expect(unhandled).to.deep.equal([]);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^CallError: the call of "msg" was sent, but not answered/);
  });

  it('R24: one warning for each call', async () => {
    const { warnings } = await droppedAfter(socket => {
      for (const text of ['a', 'b', 'c']) socket.call('msg', [text]);
    });
    expect(warnings).to.have.length(3);
  });

  it('R24: a call that code has used rejects like any other promise', async () => {
    let caught: unknown;
    const { unhandled, warnings } = await droppedAfter(socket => {
      socket.call('ping').then(nothing);
      socket.call('ping').catch(error => {
        caught = error;
      });
      (async () => await socket.call('ping'))();
    });
    expect(warnings).to.deep.equal([]);
    expect(unhandled.map(reason => (reason as { kind?: unknown }).kind)).to.deep.equal([
      'disconnected',
      'disconnected',
    ]);
    expect(caught).to.include({ kind: 'disconnected' });
  });

  for (const [name, fails] of [
    ['refused', (socket: BeamSocket) => socket.call('msg', ['anonymous users may not'])],
    ['not serializable', (socket: BeamSocket) => socket.call<unknown>('msg', [1n])],
    ['without a method', (socket: BeamSocket) => socket.call<unknown>('')],
    ['of a wrong key', (socket: BeamSocket) => socket.auth(CHANNEL, 7, 's3cr3t')],
    ['timed out', (socket: BeamSocket) => socket.call<unknown>('slow', [], { timeout: 1 })],
    ['aborted', (socket: BeamSocket) => socket.call('ping', [], { signal: AbortSignal.abort() })],
    ['a ping while not connected', (socket: BeamSocket) => new BeamSocket(socket.chat ? ['ws://a'] : []).ping()],
    ['a close with an impossible code', (socket: BeamSocket) => socket.close({ code: 7 })],
  ] as const) {
    it(`R24: one warning for a failure that is ${name}`, async () => {
      const { socket } = await connected();
      await stage.server.endpoint(0).fault('suppressReplies', ['slow']);
      const { unhandled, warnings } = await reportsDuring(async () => {
        void fails(socket);
        await new Promise(resolve => process.once('warning', resolve));
      });
      expect(unhandled).to.deep.equal([]);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.include('(no code handles this failure: add a catch to the call)');
      expect(warnings[0]).not.to.include('s3cr3t');
    });
  }

  it('R24: close() warns of the calls that it rejects, each once', async () => {
    const { socket } = faked();
    const { unhandled, warnings } = await reportsDuring(async () => {
      socket.call('ping');
      socket.call('ping').catch(nothing);
      await socket.close();
    });
    expect(unhandled).to.deep.equal([]);
    expect(warnings).to.have.length(1);
  });

  it('R24: a noReply call warns of nothing, however it fails', async () => {
    const { socket } = await connected();
    const options = { noReply: true } as const;
    const reports = await reportsDuring(async () => {
      socket.call<unknown>('ping', [1n], options);
      socket.call<unknown>('', [], options);
      socket.call('auth', [CHANNEL, 7, 'wrong'], options);
      socket.call('ping', [], { ...options, signal: AbortSignal.abort() });
      await socket.call('ping');
      await socket.close();
      socket.call('ping', [], options);
    });
    expect(reports).to.deep.equal({ unhandled: [], warnings: [] });
  });

  it('the default is the native Promise, and assigning that one changes nothing', async () => {
    expect(BeamSocket.Promise).to.equal(Promise);
    BeamSocket.Promise = Promise;
    const { socket } = faked();
    const calls: Promise<unknown>[] = [];
    const { warnings } = await reportsDuring(async () => {
      calls.push(socket.call('ping'));
      await socket.close();
    });
    expect(calls[0]).to.be.instanceOf(Promise);
    expect(warnings).to.have.length(1);
  });

  it('with Bluebird the promises are Bluebird’s, and Bluebird alone reports', async () => {
    const { socket } = faked();
    BeamSocket.Promise = Bluebird;
    try {
      const { unhandled, warnings } = await reportsDuring(async () => {
        expect(socket.call('ping')).to.be.instanceOf(Bluebird);
        socket.call('ping', [], { noReply: true });
        await socket.close();
      });
      expect(warnings).to.deep.equal([]);
      expect(unhandled).to.have.length(1);
    } finally {
      BeamSocket.Promise = Promise;
    }
  });

  it('R24: a process outlives the drop of a call that nothing catches', async () => {
    const source = `
      import BeamSocket from './lib/ws.ts';
      const socket = new BeamSocket(${JSON.stringify(stage.server.endpoints)}, { random: () => 0, backoff: { initial: 0 } });
      socket.on('error', () => {});
      let sessions = 0;
      socket.on('connected', async () => {
        sessions += 1;
        if (sessions === 1) socket.call('silent');
        else { await socket.close(); console.log('still here'); }
      });
      socket.boot();
    `;
    await stage.server.endpoint(0).fault('suppressReplies', ['silent']);
    const args = ['--import', 'tsx/esm', '--conditions', 'rx-beam-source', '--input-type', 'module', '--eval', source];
    const done = run(process.execPath, args, { cwd: ROOT, timeout: 9_000 });
    stage.server.received$.subscribe(({ packet }) => {
      if (packet.method === 'silent') void stage.server.endpoint(0).fault('drop');
    });
    const { stdout, stderr } = await done;
    expect(stdout).to.equal('still here\n');
    expect(stderr).to.match(/BeamWarning: CallError: the call of "silent" was sent, but not answered/);
  });
});
