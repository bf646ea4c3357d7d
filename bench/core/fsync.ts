// What durability costs on this machine's disk: an fsync of one page appended, as a commit does it.
import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SAMPLES = 500;
const PAGE = Buffer.alloc(4_096, 1);

/** In microseconds: the median, and what one in a hundred exceeds. */
export function measureFsync(): { readonly median: number; readonly p99: number } {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-fsync-'));
  const file = openSync(path.join(folder, 'pages'), 'w');
  const samples = Array.from({ length: SAMPLES }, () => {
    writeSync(file, PAGE);
    const started = performance.now();
    fsyncSync(file);
    return (performance.now() - started) * 1_000;
  }).toSorted((left, right) => left - right);
  closeSync(file);
  rmSync(folder, { recursive: true });
  return { median: samples[SAMPLES / 2] ?? 0, p99: samples[Math.floor(SAMPLES * 0.99)] ?? 0 };
}

/**
 * Runs this program again with every fsync delayed, as on an ordinary disk.
 *
 * @returns false where strace is not there or may not trace
 */
export function rerunWithSlowFsync(microseconds: number, commandArguments: readonly string[]): boolean {
  const injection = `inject=fsync,fdatasync:delay_exit=${microseconds}`;
  const options = [
    '-f',
    '--seccomp-bpf',
    '-qq',
    '-e',
    'trace=fsync,fdatasync',
    '-e',
    injection,
    '-o',
    '/dev/null',
  ];
  const program = [process.execPath, ...process.execArgv, ...commandArguments];
  const { status } = spawnSync('strace', [...options, ...program], { stdio: 'inherit' });
  return status === 0;
}
