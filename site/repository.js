import { readFileSync } from 'node:fs';

const { repository: field } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Where the files are that the site does not have, such as https://github.com/rx-beam/rx-beam. */
export const repository = field.url.replace(/^git\+/, '').replace(/\.git$/, '');
