import type { Status } from 'rx-beam';

/** What the bar above the chat says while all is not well. */
export interface Bar {
  readonly tone: 'busy' | 'waiting' | 'over';
  readonly text: string;
  /** Whole seconds until the next try. */
  readonly seconds?: number;
}

/** @param now - epoch ms */
export const barOf = ({ state, retryAt, lastError }: Status, now: number): Bar | undefined => {
  const what = state === 'reconnecting' ? 'The connection was lost.' : 'No connection yet.';
  switch (state) {
    case 'connected':
      return undefined;
    case 'closing':
    case 'closed':
      return { tone: 'over', text: lastError === undefined ? 'The chat is closed.' : `Closed: ${lastError.message}` };
    default: {
      if (retryAt === undefined)
        return { tone: 'busy', text: state === 'reconnecting' ? 'Reconnecting …' : 'Connecting …' };
      return { tone: 'waiting', text: what, seconds: Math.max(0, Math.ceil((retryAt - now) / 1000)) };
    }
  }
};
