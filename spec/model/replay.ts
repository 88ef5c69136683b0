import { env } from 'node:process';
import fc from 'fast-check';

/** As much of a counterexample as a person may want to read. */
const SHOWN = 5_000;

/**
 * How often a property is tried, and from which seed. `FC_SEED` and `FC_PATH` replay a failure (with `--grep`, since
 * they are those of one property); `MODEL_RUNS` is a factor for the number of runs.
 *
 * @param seed - of the normal run, for a property of which counterexamples are known. @default another one each time
 */
export const parameters = (runs: number, seed?: number): fc.Parameters<unknown> => {
  const { MODEL_RUNS = '1', FC_SEED = MODEL_RUNS === '1' ? seed : undefined, FC_PATH } = env;
  return {
    numRuns: Math.max(1, Math.round(runs * Number(MODEL_RUNS))),
    ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }),
    ...(FC_PATH === undefined ? {} : { path: FC_PATH }),
  };
};

/** Tries a property, and throws with what replays the first failure. */
export const holds = async <T>(property: fc.IRawProperty<T>, runs: number, seed?: number): Promise<void> => {
  const result = await fc.check(property, parameters(runs, seed) as fc.Parameters<T>);
  if (!result.failed) return;
  const replay = `replay with FC_SEED=${result.seed} FC_PATH=${result.counterexamplePath}`;
  const counterexample = fc.stringify(result.counterexample).slice(0, SHOWN);
  throw new Error(`${replay}\n${counterexample}\n${String((result.errorInstance as Error)?.stack)}`);
};
