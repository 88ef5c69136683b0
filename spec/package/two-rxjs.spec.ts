import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Consumer } from '../kit/consumer.js';

const program = (before: string): string => `
  import { createRequire } from 'node:module';
  import { ScriptedSocket, ChatDouble } from 'beam/testing';
  process.on('warning', ({ message }) => console.log(message));
  const require = createRequire(import.meta.url);
  ${before}
  new ScriptedSocket({ 'ws://one.test': 'w' });
  new ChatDouble();`;

describe('two copies of RxJS', function () {
  this.timeout(60_000);
  let consumer: Consumer;
  before(async () => {
    consumer = await Consumer.install();
    await cp(join(consumer.folder, 'node_modules', 'rxjs'), join(consumer.folder, 'other', 'rxjs'), {
      recursive: true,
      dereference: true,
    });
  });
  after(() => consumer.remove());

  it('cause one warning that names both', async () => {
    const said = await consumer.run('two.mjs', program("require('./other/rxjs/dist/cjs/index.js');"));
    expect(said.trim().split('\n')).to.have.length(1);
    expect(said).to.include('2 copies of RxJS are loaded: ').and.include(join('other', 'rxjs'));
  });

  it('are not found where there is one', async () => {
    expect(await consumer.run('one.mjs', program(''))).to.equal('');
  });
});
