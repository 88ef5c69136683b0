interface Wording {
  message: string;
  /** The code that the `mixer` era sends with the message. Without one, the error is a bare string in both eras. */
  code?: number;
}

/** Every reason for which this server refuses a call, with the error it sends. docs/protocol.md says which are documented. */
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

/** The name of a reason for a refusal: a key of the option `errors`. */
export type RefusalName = keyof typeof wordings;

/** The period whose form of errors is sent: `beam` sends strings, `mixer` sends `{code, message}` if a code is known. */
export type Era = 'beam' | 'mixer';

/** Thrown by a method handler: the call is answered with an error. */
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

/** The `error` member of the reply. An entry in `overrides` replaces it, and is sent as it is. */
export const wireError = (
  refusal: Refusal,
  era: Era,
  overrides: Partial<Record<RefusalName, unknown>> = {},
): unknown => {
  if (Object.hasOwn(overrides, refusal.reason)) return overrides[refusal.reason];
  const { code, message } = refusal;
  return era === 'mixer' && code !== undefined ? { code, message } : message;
};
