#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Compiling TypeScript takes half of a start. What was compiled is kept in the system's temporary folder.
enableCompileCache();
const { systemEnvironment } = await import('./environment.ts');
const { run } = await import('./program.ts');

/** As if by SIGPIPE, which Node ignores: whoever reads us has heard enough. */
const BROKEN_PIPE_EXIT_CODE = 128 + 13;

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? BROKEN_PIPE_EXIT_CODE : 1);
  });
}

// Not process.exit: what was written to a pipe would be lost.
process.exitCode = await run(process.argv.slice(2), systemEnvironment);
