/** The benchmark: measures, prints and saves the result. Exits with 1 if a client lost, duplicated or misrouted anything. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HELP, readOptions } from './runner/options.js';
import { prepare } from './runner/prepare.js';
import { stopWithUs } from './runner/processes.js';

const options = readOptions(process.argv.slice(2));
if (options.help) {
  console.log(HELP);
  process.exit();
}
stopWithUs();

const say = text => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`);

const run = async () => {
  prepare();
  // Imported only now, because `prepare` installs what these modules import.
  const { runPlan, measureGrowth, measureBundles } = await import('./runner/run-plan.js');
  const { startServer } = await import('./runner/measure.js');
  const { environment } = await import('./runner/environment.js');
  const began = Date.now();
  const server = await startServer();
  if (options.paired) {
    const { runPairs } = await import('./paired/run-pairs.js');
    const result = await runPairs(server, options, say);
    server.stop();
    say('');
    return { ...environment(options, began), ...result };
  }
  const { values, failures } = await runPlan(server, options, say);
  const growth = options.growth ? await measureGrowth(server, options, say) : { lines: {}, failures: [] };
  const bundle = await measureBundles(options);
  server.stop();
  say('');
  return {
    ...environment(options, began),
    values,
    bundle,
    growth: growth.lines,
    failures: [...failures, ...growth.failures],
  };
};

const keep = result => {
  const folder = new URL('results/', import.meta.url);
  const kind = result.paired === undefined ? '' : '-paired';
  const file = new URL(`${result.at.replaceAll(':', '-')}${kind}.json`, folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`\nwritten to ${fileURLToPath(file)}`);
};

const show = async result => {
  const { asText, comparison, growthTable, targets } = await import('./report/tables.js');
  if (result.paired !== undefined) {
    const { pairedTable } = await import('./report/paired.js');
    return console.log(`\n${asText(pairedTable(result))}\n\n${result.seconds} s`);
  }
  console.log(`\n${asText(comparison(result))}\n\n${asText(targets(result))}`);
  for (const [name, line] of Object.entries(result.growth)) console.log(`\n${name}\n${asText(growthTable(line))}`);
  console.log(`\n${result.seconds} s`);
};

const result = options.report === undefined ? await run() : JSON.parse(readFileSync(options.report, 'utf8'));
await show(result);
if (options.report === undefined) keep(result);
for (const failure of result.failures) console.error(`\nFAILED ${failure}`);
if (result.failures.length > 0) process.exit(1);
if (options.docs && result.paired !== undefined) {
  const { writePairedDocs } = await import('./report/paired.js');
  writePairedDocs(result);
} else if (options.docs) {
  const { writeDocs } = await import('./report/docs.js');
  writeDocs(result);
}
process.exit();
