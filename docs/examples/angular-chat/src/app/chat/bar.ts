import type { Status } from 'rx-beam';

/** The bar above the chat, which is shown while the chat is not connected. */
export interface Bar {
  readonly tone: 'busy' | 'waiting' | 'over';
  readonly text: string;
  /** Whole seconds until the next attempt. */
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
