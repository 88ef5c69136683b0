import { strict as assert } from 'node:assert';
import { BeamChat } from 'rx-beam';
import { ChatServer } from 'rx-beam/server';
import { filter, firstValueFrom } from 'rxjs';

const server = await ChatServer.listen();
const join = async () => (await fetch(server.joinUrl(42, 'ada'))).json();
const chat = new BeamChat(join, { auth: ({ user, authkey }) => [42, user.id, authkey] }).boot();
const heard = new Promise(resolve => chat.events$('ChatMessage').subscribe(resolve));
const sent = await Promise.all(Array.from({ length: 20 }, (_, n) => chat.call('msg', [`message ${n}`])));
assert.equal(sent.length, 20);
assert.equal((await heard).user_name, 'ada');
const again = firstValueFrom(chat.connected$.pipe(filter(({ session }) => session === 2)));
await server.endpoint(0).fault('drop');
await again;
assert.ok((await chat.ping()) > 0);
await chat.close();
await server.close();
