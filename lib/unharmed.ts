import { of } from 'rxjs';

/** What a function of the user's answers; what it throws is reported as RxJS reports its handlers' errors, and is no answer. */
export const answerOf = <T>(ask: () => T, otherwise: T): T => {
  let answer = otherwise;
  of(undefined).subscribe(() => {
    answer = ask();
  });
  return answer;
};
