/** With a longer command among them, each meaning has a line of its own, so that the help fits into 80 columns. */
const MAX_BESIDE = 44;

/** The examples at the end of a help text. */
export const examples = (all: readonly (readonly [command: string, meaning: string])[]): string => {
  const width = Math.max(...all.map(([command]) => command.length));
  const lines = all.flatMap(([command, meaning]) =>
    width > MAX_BESIDE ? [`  # ${meaning}`, `  ${command}`] : [`  ${command.padEnd(width)}  # ${meaning}`],
  );
  return ['', 'Examples:', ...lines].join('\n');
};
