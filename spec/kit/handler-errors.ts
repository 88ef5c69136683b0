import { config } from 'rxjs';

/** The errors of handlers that RxJS reports while `act` runs and shortly after. */
export const handlerErrorsDuring = async (act: () => void): Promise<unknown[]> => {
  const reported: unknown[] = [];
  const { onUnhandledError } = config;
  config.onUnhandledError = error => reported.push(error);
  try {
    act();
    // RxJS reports each in a timer of its own, which was set before this one.
    await new Promise(resolve => setTimeout(resolve));
  } finally {
    config.onUnhandledError = onUnhandledError;
  }
  return reported;
};
