/** Runs each step at its time, in order. A busy machine may run it later. */
export const play = async <Step extends { at: number }>(
  steps: readonly Step[],
  act: (step: Step) => unknown,
): Promise<void> => {
  const start = performance.now();
  for (const step of steps) {
    const wait = step.at - (performance.now() - start);
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
    act(step);
  }
};
