/** The longest time that a timer of a JavaScript runtime can wait. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
