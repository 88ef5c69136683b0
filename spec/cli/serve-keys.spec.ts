import { expect } from 'chai';
import { lastValueFrom, of } from 'rxjs';
import { EndpointSwitch, keysIn, keysLine } from '../../lib/cli/serve-keys.js';
import type { Endpoint } from '../../lib/server/index.js';

describe('keysIn', () => {
  it('toggles endpoints that exist, counted from 1', () => {
    expect(keysIn('1', 2)).to.deep.equal([{ type: 'toggle', endpoint: 1 }]);
    expect(keysIn('12', 2)).to.have.length(2);
    for (const pressed of ['0', '3', 'x', '', '\r', '\u001b[A']) expect(keysIn(pressed, 2), pressed).to.deep.equal([]);
  });

  it('ends at q and Ctrl-C, and is suspended by Ctrl-Z', () => {
    expect(['q', '\u0003', '\u001a'].flatMap(key => keysIn(key, 2)).map(({ type }) => type)).to.deep.equal([
      'quit',
      'quit',
      'suspend',
    ]);
  });
});

describe('keysLine', () => {
  it('names the keys that there are', () => {
    expect(keysLine(1)).to.include(' 1 stops and starts the endpoint, q ');
    expect(keysLine(2)).to.include(' 1 to 2 stop and start an endpoint, q ');
    expect(keysLine(30)).to.include(' 1 to 9 ');
  });
});

describe('EndpointSwitch', () => {
  /** The calls that an endpoint gets, and what is printed. */
  const pressing = async (numbers: readonly number[], start = async () => {}): Promise<string[]> => {
    const done: string[] = [];
    const endpoint = (index: number) => ({
      start: () => start().then(() => void done.push(`start ${index}`)),
      stop: async () => void done.push(`stop ${index}`),
    });
    const server = { endpoint: (index: number) => endpoint(index) as unknown as Endpoint };
    const toggled$ = new EndpointSwitch(server, line => done.push(line)).toggleEach(of(...numbers));
    await lastValueFrom(toggled$);
    return done;
  };

  it('stops an endpoint, and starts it again, one key after the other', async () => {
    expect(await pressing([2, 1, 2])).to.deep.equal([
      'endpoint 2 stops; 2 starts it again',
      'stop 1',
      'endpoint 1 stops; 1 starts it again',
      'stop 0',
      'start 1',
      'endpoint 2 is back',
    ]);
  });

  it('tells why an endpoint cannot start, and tries again at the next key', async () => {
    const inUse = async () => {
      throw new Error('port 8081 is in use');
    };
    expect((await pressing([1, 1, 1], inUse)).slice(2)).to.deep.equal([
      'endpoint 1 cannot start: port 8081 is in use',
      'endpoint 1 cannot start: port 8081 is in use',
    ]);
  });
});
