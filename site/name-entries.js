import { readFileSync } from 'node:fs';
import { Converter } from 'typedoc';

const { name, exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** TypeDoc's name → the import's: `lib/json-rpc` → `rx-beam/json-rpc`. */
const names = new Map(
  Object.entries(exports)
    .filter(([, { types }]) => types !== undefined)
    .map(([path, { types }]) => [
      types.replace(/^\.\/dist\/(.*?)(\/?index)?\.d\.ts$/, 'lib/$1').replace(/\/$/, ''),
      name + path.slice(1),
    ]),
);

/** Names the entries in the reference as an import names them. TypeDoc would name them by their files. */
export const load = app => {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const entry of project.children ?? []) entry.name = names.get(entry.name) ?? entry.name;
  });
};
