#!/usr/bin/env node
import { argv, exit, stderr, stdout } from 'node:process';
import { asFailure } from './failure.js';
import { program } from './program.js';

// Whoever reads may have read enough, as `head` does: nothing more can be said then.
for (const stream of [stdout, stderr]) stream.on('error', () => exit());

try {
  await program().parseAsync(argv);
} catch (error) {
  const { message, exitCode } = asFailure(error);
  if (message !== '') stderr.write(`rx-beam: ${message}\n`);
  process.exitCode = exitCode;
}
