import type { Status } from 'rx-beam';

/** The bar above the chat, which is shown while the chat is not connected. */
export interface Bar {
  readonly tone: 'busy' | 'waiting' | 'over';
  readonly text: string;
  /** Whole seconds until the next attempt. */
  readonly seconds?: number;
}

/** @param now - epoch ms */
export const barOf = (status: Status, now: number): Bar | undefined => {
  const { state, retryAt, lastError } = status;
  switch (state) {
    case 'connected':
      return undefined;
    case 'closing':
    case 'closed':
      return { tone: 'over', text: closedText(status) };
    default: {
      if (retryAt !== undefined)
        return { tone: 'waiting', text: troubleText(status), seconds: Math.max(0, Math.ceil((retryAt - now) / 1000)) };
      if (state === 'reconnecting') return { tone: 'busy', text: 'Reconnecting …' };
      return { tone: 'busy', text: lastError === undefined ? 'Connecting …' : 'Trying to reach the server …' };
    }
  }
};

/**
 * The same for a screen reader. It has no countdown, and one sentence for all attempts after a loss, so that it is spoken
 * once. Unlike the bar it says that the connection is back.
 */
export const spokenState = (status: Status): string => {
  switch (status.state) {
    case 'idle':
      return '';
    case 'connected':
      return 'Connected.';
    case 'closing':
    case 'closed':
      return closedText(status);
    default:
      if (status.state === 'connecting' && status.lastError === undefined) return 'Connecting.';
      return `${troubleText(status)} The app goes on trying.`;
  }
};

const troubleText = ({ state }: Status): string =>
  state === 'reconnecting' ? 'The connection was lost.' : 'The server cannot be reached.';

const closedText = ({ lastError }: Status): string =>
  lastError === undefined ? 'The chat is closed.' : `Closed: ${lastError.message}`;
