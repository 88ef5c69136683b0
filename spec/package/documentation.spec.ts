import { expect } from 'chai';
import { build } from 'esbuild';
import { take, toArray } from 'rxjs';
import { Consumer } from '../kit/consumer.js';
import { CHANNEL, next, onStage } from '../kit/live.js';

/** The example of the first documentation, between what it takes for given and a way to end. */
const EXAMPLE = `
const { CHANNEL, DATA } = process.env;
const channel = { id: Number(CHANNEL) };
const user = JSON.parse(DATA).user;
const getDataFromChannelJoinEndpoint = () => JSON.parse(DATA);

// Require the socket
var BeamSocket = require('beam/lib/ws');
var data = getDataFromChannelJoinEndpoint();

var socket = new BeamSocket(data.endpoints).boot();

socket.call('auth', channel.id, user.id, data.authkey)
    .then(function () {
        console.log('authenticated');
    }).catch(function (err) {
        console.log('error', err);
    });

socket.on('ChatMessage', function (data) {
    console.log('ChatMessage', data.message.message[0].text);
    socket.close();
});
`;

describe('the package as its users install it', function () {
  this.timeout(90_000);
  const stage = onStage();
  let consumer: Consumer;
  before(async () => {
    consumer = await Consumer.install();
  });
  after(() => consumer.remove());

  it('runs the example of the first documentation to the letter', async () => {
    const data = await stage.join('ada');
    const arrived = next(stage.server.received$.pipe(take(1), toArray()), 'auth');
    const output = consumer.run('example.cjs', EXAMPLE, { CHANNEL: String(CHANNEL), DATA: JSON.stringify(data) });
    await arrived;
    // Once its auth is answered, it is told of what others say.
    const said = setInterval(
      () => stage.server.emit(CHANNEL, 'ChatMessage', { message: { message: [{ text: 'hi' }] } }),
      20,
    );
    try {
      expect(await output).to.equal('authenticated\nChatMessage hi\n');
    } finally {
      clearInterval(said);
    }
  });

  it('tells the example why it is refused', async () => {
    const data = { ...(await stage.join('ada')), authkey: 'wrong' };
    const source = EXAMPLE.replace("console.log('error', err);", "console.log('error', err); socket.close();");
    const output = await consumer.run('refused.cjs', source, { CHANNEL: String(CHANNEL), DATA: JSON.stringify(data) });
    expect(output).to.equal('error UNOTFOUND\n');
  });

  it('gives the class itself to require, and by name and default to import', async () => {
    const required = await consumer.run(
      'required.cjs',
      `const B = require('beam/lib/ws'); const { BeamSocket } = B;
       console.log(typeof B, B.name, B === BeamSocket, new B(['ws://127.0.0.1:1']) instanceof require('node:events'));`,
    );
    expect(required).to.equal('function BeamSocket true true\n');
    const imported = await consumer.run(
      'imported.mjs',
      `import D, { BeamSocket } from 'beam/lib/ws'; import { BeamChat } from 'beam'; import { ChatServer } from 'beam/server';
       console.log(D === BeamSocket, typeof BeamChat, typeof ChatServer);`,
    );
    expect(imported).to.equal('true function function\n');
  });

  it('gives the namespace to require in a bundle of esbuild, as docs/places.md says, and the class to its name', async () => {
    const contents = `const B = require('beam/lib/ws'); const { BeamSocket } = B;
      console.log(typeof B, typeof BeamSocket, B.default === BeamSocket, BeamSocket.name);`;
    const stdin = { contents, resolveDir: consumer.folder };
    const { outputFiles } = await build({
      stdin,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      keepNames: true,
      write: false,
    });
    expect(await consumer.run('bundled.cjs', outputFiles[0]?.text ?? '')).to.equal('object function true BeamSocket\n');
  });

  it('has types that ask nothing of Node, nor of libraries later than the target', async () => {
    const said = await consumer.compileForPage(
      'page.ts',
      `import { BeamChat } from 'beam'; import BeamSocket from 'beam/lib/ws';
       new BeamChat(['ws://a']).events$('ChatMessage').subscribe(message => message.user_name);
       new BeamSocket(['ws://a']).on('ChatMessage', message => message.user_name);`,
    );
    expect(said).to.equal('');
  });

  it('R28: opens nothing and keeps no process alive when imported and constructed', async () => {
    const output = await consumer.run(
      'idle.mjs',
      `import { BeamChat } from 'beam'; import BeamSocket from 'beam/lib/ws';
       const chat = new BeamChat(['ws://127.0.0.1:1']); const socket = new BeamSocket(['ws://127.0.0.1:1']);
       chat.status$.subscribe(); socket.on('connected', () => {});
       console.log(process.getActiveResourcesInfo().filter(name => /Timeout|TCP|Immediate/.test(name)).length);`,
    );
    expect(output).to.equal('0\n');
  });
});
