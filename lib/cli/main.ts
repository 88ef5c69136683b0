#!/usr/bin/env node
import { argv, exit, stderr, stdout } from 'node:process';
import { toCliError } from './cli-error.js';
import { program } from './program.js';
import { reportError } from './report-error.js';

// A reader such as `head` may close the pipe early. Nothing can be printed after that.
for (const stream of [stdout, stderr]) stream.on('error', () => exit());

try {
  await program().parseAsync(argv);
} catch (thrown) {
  const error = toCliError(thrown);
  reportError(error, argv.slice(2));
  process.exitCode = error.exitCode;
}
