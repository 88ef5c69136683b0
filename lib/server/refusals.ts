interface Wording {
  message: string;
  /** The number later years put beside the message; without one the error is a bare string in every era. */
  code?: number;
}

/** Every reason this server has to refuse a call, with the error it answers. docs/protocol.md says which are known. */
const wordings = {
  notJson: { message: 'UNOTJSON' },
  notFound: { message: 'UNOTFOUND' },
  noAccess: { message: 'UACCESS' },
  authenticated: { message: 'Already authenticated, please reconnect.' },
  authTrouble: { code: 4006, message: 'Authentication is unavailable, please try again later.' },
  noPermission: { message: 'UACCESS' },
  unknownMethod: { code: 4004, message: 'Unknown method.' },
  badRequest: { code: 4004, message: 'Bad request.' },
  tooLong: { code: 4004, message: 'The message is too long.' },
  tooManyCalls: { code: 4005, message: 'Too many calls, please slow down.' },
  slowChat: { code: 4005, message: 'This chat is in slow mode, please wait before you write again.' },
  timedOut: { message: 'You have been timed out.' },
  linksForbidden: { message: 'Links are not allowed in this chat.' },
  rankTooLow: { code: 4007, message: 'Your rank is too low to write in this chat.' },
  userNotFound: { code: 4001, message: 'There is no such user in this chat.' },
  cannotPurge: { code: 4002, message: 'You may not purge this user.' },
  messageNotFound: { code: 4003, message: 'There is no such message.' },
  skillNotFound: { code: 4004, message: 'There is no such skill execution.' },
  pollRunning: { message: 'A poll is already running.' },
  noPoll: { message: 'No poll is running.' },
  alreadyVoted: { message: 'You have already voted.' },
  giveawayRunning: { message: 'A giveaway is already running.' },
  unknown: { code: 4000, message: 'Unknown error.' },
} satisfies Record<string, Wording>;

/** Names a reason for refusal; the keys of the option `errors`. */
export type RefusalName = keyof typeof wordings;

/** Years to imitate in the shape of errors: `beam` sends strings, `mixer` sends `{code, message}` where a code is known. */
export type Era = 'beam' | 'mixer';

/** Thrown by a method that will not do what it was asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: RefusalName;
  readonly code: number | undefined;

  constructor(reason: RefusalName, message?: string) {
    const wording: Wording = wordings[reason];
    super(message ?? wording.message);
    this.reason = reason;
    this.code = wording.code;
  }
}

export const refusalNames = Object.keys(wordings) as readonly RefusalName[];

/** The `error` of a reply. An entry in `overrides` is sent as it is. */
export const wireError = (
  refusal: Refusal,
  era: Era,
  overrides: Partial<Record<RefusalName, unknown>> = {},
): unknown => {
  if (Object.hasOwn(overrides, refusal.reason)) return overrides[refusal.reason];
  const { code, message } = refusal;
  return era === 'mixer' && code !== undefined ? { code, message } : message;
};
