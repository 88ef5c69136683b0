/** Plays all situations with one contender, whose number is given, and prints what happened as JSON. */
import { CONTENDERS } from './contenders.js';
import { play } from './situations.js';

const contender = CONTENDERS[Number(process.argv[2])];
if (contender === undefined) throw new RangeError('there is no such contender');

/** What nobody could catch. */
const unhandled: string[] = [];
process.on('unhandledRejection', error => unhandled.push(String(error)));
process.on('uncaughtException', error => unhandled.push(String(error)));

const cells = await play(contender);
process.stdout.write(`${JSON.stringify({ cells, unhandled })}\n`, () => process.exit());
