/**
 * What a line typed beside the server does: a number stops that endpoint, or starts it again. Without a number it only
 * says which endpoints run. Returns what to print.
 *
 * @param {import('rx-beam/server').ChatServer} server
 * @param {Set<number>} stopped - the indexes of the stopped endpoints
 * @param {string} typed
 */
export const onLine = async (server, stopped, typed) => {
  const { length } = server.endpoints;
  const index = Number(typed.trim()) - 1;
  if (typed.trim() !== '' && !(Number.isInteger(index) && index >= 0 && index < length))
    return `There is no endpoint ${typed.trim().slice(0, 20)}: type a number from 1 to ${length}.`;
  if (index >= 0) {
    if (stopped.delete(index)) await server.endpoint(index).start();
    else {
      stopped.add(index);
      await server.endpoint(index).stop();
    }
  }
  return server.endpoints.map((url, i) => `${i + 1} ${stopped.has(i) ? 'is stopped' : 'runs'}: ${url}`).join('\n');
};
