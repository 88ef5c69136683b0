import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';

const FOLDER = 'docs/examples/protocols';

const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

/** The text of each spec that may run an example. */
const specs = async (): Promise<string> => {
  const folders = ['spec/examples', 'spec/foreign-servers/client', 'spec/nats'];
  const paths = await Promise.all(
    folders.map(async folder => {
      const names = await readdir(join(ROOT, folder)).catch(() => []);
      return names.filter(name => name.endsWith('.spec.ts')).map(name => `${folder}/${name}`);
    }),
  );
  return (await Promise.all(paths.flat().map(read))).join('\n');
};

describe('the examples of protocols', () => {
  let names: string[];
  before(async () => {
    names = await readdir(join(ROOT, FOLDER));
  });

  it('are each under 80 lines, and know the library as its users do', async () => {
    expect(names).to.have.length.above(4);
    for (const name of names) {
      const text = await read(`${FOLDER}/${name}`);
      expect(text.trimEnd().split('\n').length, name).to.be.below(80);
      const imported = [...text.matchAll(/ from '([^']+)'/g)].map(([, from]) => from);
      expect(['rx-beam', 'rxjs'], name).to.include.members(imported);
    }
  });

  it('are each run by a spec, and named in docs/protocols.md', async () => {
    const text = await specs();
    const page = await read('docs/protocols.md');
    for (const name of names) {
      expect(text, name).to.contain(`${FOLDER}/${name.replace(/\.ts$/, '.js')}'`);
      expect(page, name).to.contain(`(https://github.com/rx-beam/rx-beam/blob/main/docs/examples/protocols/${name})`);
    }
  });

  it('are shown in docs/protocols.md to the letter, as far as they are shown', async () => {
    const example = await read(`${FOLDER}/graphql-transport-ws.ts`);
    expect((await read('docs/protocols.md')).includes(`\`\`\`ts\n${example}\`\`\`\n`)).to.equal(true);
  });
});
