import { expect } from 'chai';
import { runApart } from './apart/run-apart.js';

describe('rx-beam/angular in its own process', function () {
  this.timeout(60_000);

  for (const [where, name] of [
    ['with zone.js', 'with-zone-js.ts'],
    ['on the server', 'on-the-server.ts'],
    ['with zone.js, a client of any protocol', 'rpc-with-zone-js.ts'],
    ['on the server, a client of any protocol', 'rpc-on-the-server.ts'],
  ] as const) {
    it(where, async () => {
      const said = await runApart(name);
      expect(said).to.match(/^ {2}[1-9]\d* passing/m);
      expect(said).not.to.include(' failing');
    });
  }
});
