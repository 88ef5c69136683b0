import { readFile } from 'node:fs/promises';
import type { UserSetting } from '../server/index.js';
import { Failure, reasonOf } from './failure.js';

/** The users of a JSON file: an array of `{username, id?, roles?, …}`. What is in it the server checks. */
export const readUsers = async (path: string): Promise<readonly UserSetting[]> => {
  const text = await readFile(path, 'utf8').catch(error => {
    throw new Failure(`cannot read the users of ${path}: ${reasonOf(error)}`);
  });
  const users = parse(path, text);
  if (Array.isArray(users)) return users;
  throw new Failure(`the users file ${path} must hold an array, such as [{"username": "kim", "roles": ["Owner"]}]`);
};

const parse = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure(`the users file ${path} is not JSON: ${reasonOf(error)}`);
  }
};
