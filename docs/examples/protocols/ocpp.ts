import type { Arguments, Protocol, Receiver } from 'rx-beam';

/** The types of messages (OCPP-J 1.6, 4.2). */
const CALL = 2;
const RESULT = 3;
const ERROR = 4;

const payloadOf = (args: Arguments): object => {
  if (!Array.isArray(args)) return args;
  if (args.length > 0) throw new TypeError('the arguments of an OCPP call have names');
  return {};
};

/** With what the server refuses a call. */
export interface OcppError {
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
}

/** OCPP-J, which charge points speak: messages are arrays, ids are strings, and either side may call the other. */
export const ocpp = (setUp?: Protocol['setUp']): Protocol => ({
  protocols: 'ocpp1.6',
  ...(setUp === undefined ? {} : { setUp }),
  body: args => JSON.stringify(payloadOf(args)),
  frame: (id, action, payload) => `[${CALL},"${id}",${JSON.stringify(action)},${payload}]`,
  result: (id, data) => JSON.stringify([RESULT, id, data ?? {}]),
  failure: (id, { kind, message }) => {
    const code = kind === 'unknown-method' ? 'NotImplemented' : 'InternalError';
    return JSON.stringify([ERROR, id, code, message, {}]);
  },
  read: (frame: string, to) => {
    const message: unknown = JSON.parse(frame);
    if (Array.isArray(message)) read(message, to, frame);
    else to.bad('not an array', frame);
  },
});

const read = (message: readonly unknown[], to: Receiver, frame: unknown): void => {
  const [type, id, first, second, third] = message;
  if (typeof id !== 'string') return to.bad('without an id', frame);
  switch (type) {
    case CALL:
      return to.request(id, String(first), second, message);
    case RESULT:
      return to.reply(Number(id), first, message);
    case ERROR:
      // The server answers so what it could not read.
      if (id === '-1') return to.bad('an error that belongs to no call', frame);
      return to.refusal(Number(id), { code: first, message: second, details: third } as OcppError, message);
    default:
      return to.bad('of a type that OCPP does not have', frame);
  }
};
