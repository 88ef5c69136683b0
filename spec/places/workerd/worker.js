import { BeamChat } from 'rx-beam';
import { filter, firstValueFrom } from 'rxjs';

/** One client for the length of a request, since workerd gives sockets and timers to requests only. */
export default {
  async fetch(request) {
    const { joinUrl, dropUrl } = await request.json();
    const join = async () => (await fetch(joinUrl)).json();
    const chat = new BeamChat(join, { auth: ({ user, authkey }) => [42, user.id, authkey] }).boot();
    await chat.call('msg', ['from workerd']);
    const again = firstValueFrom(chat.connected$.pipe(filter(({ session }) => session === 2)));
    await fetch(dropUrl);
    await again;
    const time = await chat.ping();
    await chat.close();
    return new Response(time >= 0 ? 'passed' : `a ping took ${time} ms`);
  },
};
