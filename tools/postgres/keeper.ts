/**
 * Ties a throw-away cluster's life to whoever asked for it: starts one, prints its url, and stops it when standard
 * input closes. A pipe closes however its owner ends (exit, crash, kill -9), so nothing is ever left behind.
 *
 *     node tools/postgres/keeper.ts PROGRAM_FOLDER
 */
import { once } from 'node:events';
import { startCluster } from './cluster.ts';

// The owner decides when to stop; a Ctrl-C meant for the whole terminal must not get ahead of it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const [programFolder] = process.argv.slice(2);
if (programFolder === undefined) throw new Error('usage: keeper.ts PROGRAM_FOLDER');

process.stdin.resume();
const ownerGone = once(process.stdin, 'close');

const cluster = await startCluster(programFolder);
process.stdout.on('error', () => {});
process.stdout.write(`${cluster.url}\n`);
await ownerGone;
await cluster.stop();
