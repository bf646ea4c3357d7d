#!/usr/bin/env node
/**
 * Starts the command line under a Node that can run it: this one, or the one that the repository pins.
 * Plain JavaScript without newer syntax, because an older Node must read this far to be told what is missing.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MINIMUM = 24;
const entry = new URL('../src/countersign.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MINIMUM) {
  await import(entry.href);
} else {
  runUnderPinnedNode();
}

function runUnderPinnedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = fileURLToPath(new URL(`../../../node_modules/node/bin/${name}`, import.meta.url));
  if (!existsSync(pinned)) {
    console.error(`countersign: needs Node ${NODE_MAJOR_MINIMUM} or later, and this is ${process.version}`);
    console.error('  In the repository, `npm start` installs one beside it.');
    process.exit(1);
  }
  const child = spawn(pinned, [fileURLToPath(entry)].concat(process.argv.slice(2)), { stdio: 'inherit' });
  forwardSignals(child);
  child.once('exit', (code, signal) => {
    process.exit(signal === null ? (code === null ? 1 : code) : 128 + constants.signals[signal]);
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole foreground group: the child has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
}
