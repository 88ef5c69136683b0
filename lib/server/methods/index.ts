import type { MethodHandler } from '../method-context.js';
import { auth } from './auth.js';
import { startGiveaway } from './giveaway.js';
import { cancelSkill, clearMessages, deleteMessage, purge, timeout } from './moderation.js';
import { choose, startPoll } from './polls.js';
import { attachEmotes, optOutEvents, ping } from './socket.js';
import { history, msg, whisper } from './speech.js';

/** The handler of each method. A Map, since clients choose the names: an object would find "toString". */
export const methods: ReadonlyMap<string, MethodHandler> = new Map([
  ['auth', auth],
  ['msg', msg],
  ['whisper', whisper],
  ['history', history],
  ['vote:start', startPoll],
  ['vote:choose', choose],
  ['vote', choose],
  ['timeout', timeout],
  ['purge', purge],
  ['deleteMessage', deleteMessage],
  ['clearMessages', clearMessages],
  ['giveaway:start', startGiveaway],
  ['cancelSkill', cancelSkill],
  ['ping', ping],
  ['optOutEvents', optOutEvents],
  ['attachEmotes', attachEmotes],
]);
