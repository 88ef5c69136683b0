export { ChatDouble } from './chat-double.js';
export { chatMessage, textOf } from './chat-message.js';
export type { MadeCall, Move } from './chat-record.js';
export type { ChatScript } from './chat-script.js';
export type { CallEntry, DialEntry, RecordedEntry } from './recorded-entry.js';
export { type Recording, type RecordOptions, record } from './recording.js';
export { Replay, type ReplayFacts, type Step } from './replay.js';
export type { Replies, Replying } from './replies.js';
export {
  type AttemptScript,
  ScriptedSocket,
  type ScriptedSocketOptions,
  type ServerScript,
  type Written,
} from './scripted-socket.js';
export { close, event, frame, type ServerAction as Act } from './server-action.js';
