import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';
import { inVirtualTime, longSession } from './long-session.js';

describe('the script of a recording', () => {
  it('R51: is as formatters write it', async () => {
    const { recording } = inVirtualTime(() => longSession(10_000));
    const source = recording.toScript();
    const biome = spawn('npx', ['biome', 'format', '--stdin-file-path=lib/incident.ts'], { cwd: ROOT });
    biome.stdin.end(source);
    expect(await text(biome.stdout)).to.equal(source);
  });
});
