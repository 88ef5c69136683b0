/** What Node reports while some code runs. */
export interface Reports {
  /** The reasons of unhandled rejections. */
  readonly unhandled: unknown[];
  /** The messages of this library's warnings. */
  readonly warnings: string[];
}

/** Collects what Node reports while `act` runs. It replaces the test runner's listeners, which would fail the spec. */
export const reportsDuring = async (act: () => unknown): Promise<Reports> => {
  const reports: Reports = { unhandled: [], warnings: [] };
  const onUnhandled = (reason: unknown): void => void reports.unhandled.push(reason);
  const onWarning = (warning: Error): void => {
    if (warning.name === 'BeamWarning') reports.warnings.push(warning.message);
  };
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', onUnhandled).on('warning', onWarning);
  try {
    await act();
    // Node reports both after the promise jobs.
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
  } finally {
    process.off('unhandledRejection', onUnhandled).off('warning', onWarning);
    for (const each of others) process.on('unhandledRejection', each);
  }
  return reports;
};
