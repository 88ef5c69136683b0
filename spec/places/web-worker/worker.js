import { BeamChat } from 'rx-beam';
import { filter, firstValueFrom } from 'rxjs';

/** The page gives the URL of the join request, and drops the connection when it is told to. */
self.onmessage = async ({ data: joinUrl }) => {
  try {
    const join = async () => (await fetch(joinUrl)).json();
    const chat = new BeamChat(join, { auth: ({ user, authkey }) => [42, user.id, authkey] }).boot();
    await chat.call('msg', ['from a worker']);
    const again = firstValueFrom(chat.connected$.pipe(filter(({ session }) => session === 2)));
    self.postMessage('drop');
    await again;
    const time = await chat.ping();
    await chat.close();
    self.postMessage(time > 0 ? 'passed' : `a ping took ${time} ms`);
  } catch (error) {
    self.postMessage(String(error));
  }
};
