import type { ChatMessage, PollStart, UserJoin, UserUpdate } from 'rx-beam';

// A server of another version may send any data under these names. An error in a pipeline ends it for good, so the app
// leaves out what it cannot show.

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(each => typeof each === 'string');

const arePieces = (value: unknown): boolean =>
  Array.isArray(value) && value.every(piece => isObject(piece) && typeof piece['text'] === 'string');

export const isMessage = (data: unknown): data is ChatMessage => {
  if (!isObject(data) || !isObject(data['message'])) return false;
  const { id, user_id, user_name, user_roles, message } = data;
  const isSigned = typeof user_id === 'number' && typeof user_name === 'string' && areTexts(user_roles);
  return typeof id === 'string' && isSigned && isObject(message['meta']) && arePieces(message['message']);
};

/** The messages of a reply to `history`. */
export const messagesOf = (reply: unknown): ChatMessage[] => (Array.isArray(reply) ? reply.filter(isMessage) : []);

export const isPoll = (data: unknown): data is PollStart =>
  isObject(data) &&
  typeof data['q'] === 'string' &&
  typeof data['endsAt'] === 'number' &&
  areTexts(data['answers']) &&
  isObject(data['author']);

export const isJoin = (data: unknown): data is UserJoin =>
  hasId(data) && typeof data['username'] === 'string' && areTexts(data['roles']);

export const isUpdate = (data: unknown): data is UserUpdate =>
  isObject(data) && typeof data['user'] === 'number' && areTexts(data['roles']);

/** Data that names a message or a user by `id`. */
export const hasId = <T>(data: T): data is T & Record<string, unknown> => isObject(data) && 'id' in data;

/** Data that says how long. */
export const hasDuration = <T>(data: T): data is T & { duration: number } =>
  isObject(data) && typeof data['duration'] === 'number';

export const isPurge = <T>(data: T): data is T & { user_id: number } => isObject(data) && 'user_id' in data;
