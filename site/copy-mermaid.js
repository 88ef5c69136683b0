import { cpSync, rmSync } from 'node:fs';

const from = new URL('node_modules/mermaid/dist/', import.meta.url);
const to = new URL('public/mermaid/', import.meta.url);

// As it is published: Rollup would take longer for Mermaid than for all pages.
rmSync(to, { recursive: true, force: true });
for (const path of ['mermaid.esm.min.mjs', 'chunks/mermaid.esm.min']) {
  cpSync(new URL(path, from), new URL(path, to), { recursive: true, filter: source => !source.endsWith('.map') });
}
