import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { authorityOf, listen } from '../../lib/server/listen.js';

describe('listening', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const open = (port: number, random: () => number): Promise<number> => {
    const server = createServer();
    servers.push(server);
    return listen(server, port, '127.0.0.1', random);
  };

  it('finds a free port where systems take none for themselves', async () => {
    expect(await open(0, Math.random)).to.be.within(10_081, 30_080);
    expect(await open(0, () => 0), 'the first, since fetch refuses 10080').to.be.above(10_080);
  });

  it('finds one even if chance insists on one that is taken', async () => {
    const taken = await open(0, Math.random);
    const insisting = (taken - 10_081) / 20_000;
    const port = await open(0, () => insisting);
    expect(port).to.be.above(0).and.not.equal(taken);
  });

  it('fails on a port that was asked for and is taken', async () => {
    const taken = await open(0, Math.random);
    expect(await open(taken, Math.random).catch(({ code }) => code)).to.equal('EADDRINUSE');
  });

  it('names the place as URLs do', () => {
    expect(authorityOf('127.0.0.1', 80)).to.equal('127.0.0.1:80');
    expect(authorityOf('::1', 80)).to.equal('[::1]:80');
    expect(authorityOf('0.0.0.0', 80)).to.equal('127.0.0.1:80');
    expect(authorityOf('::', 80)).to.equal('[::1]:80');
  });
});
