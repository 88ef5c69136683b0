import { createReadStream } from 'node:fs';
import type { UserSetting } from '../server/index.js';
import { CliError, messageOf } from './cli-error.js';
import { readText } from './read-text.js';

const MAX_FILE_MB = 10;

/** Reads a JSON file with an array of `{username, id?, roles?, …}`. The server checks the users themselves. */
export const readUsers = async (path: string): Promise<readonly UserSetting[]> => {
  const text = await readText(createReadStream(path), MAX_FILE_MB * 1_000_000).catch(error => {
    throw new CliError(`cannot read the users of ${path}: ${messageOf(error)}`);
  });
  if (text === undefined) throw new CliError(`the users file ${path} is larger than ${MAX_FILE_MB} MB`);
  const users = parse(path, text);
  if (Array.isArray(users)) return users;
  throw new CliError(`the users file ${path} must hold an array, such as [{"username": "kim", "roles": ["Owner"]}]`);
};

const parse = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(`the users file ${path} is not JSON: ${messageOf(error)}`);
  }
};
