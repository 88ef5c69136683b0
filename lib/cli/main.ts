#!/usr/bin/env node
import { argv, exit, stderr, stdout } from 'node:process';
import { toCliError } from './cli-error.js';
import { program } from './program.js';

// A reader such as `head` may close the pipe early. Nothing can be printed after that.
for (const stream of [stdout, stderr]) stream.on('error', () => exit());

try {
  await program().parseAsync(argv);
} catch (error) {
  const { message, exitCode } = toCliError(error);
  if (message !== '') stderr.write(`rx-beam: ${message}\n`);
  process.exitCode = exitCode;
}
