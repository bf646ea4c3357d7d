/** Running one program in our place: same terminal, same signals, same exit code. */
import { spawn } from 'node:child_process';

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Ending */

/** @type {NodeJS.Signals[]} */
const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program on our own standard streams until it ends, handing it the signals we receive.
 *
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {{ environment?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Ending>} rejects only if the program cannot be started
 */
export function runInForeground(command, commandArguments, options = {}) {
  const child = spawn(command, commandArguments, {
    stdio: 'inherit',
    env: options.environment ?? process.env,
  });

  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the whole foreground group: the child has it already, and a second one reads as "hurry".
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of forwardedSignals) process.on(signal, forward);

  return new Promise((resolve, reject) => {
    const stopForwarding = () => {
      for (const signal of forwardedSignals) process.off(signal, forward);
    };
    child.once('error', (error) => {
      stopForwarding();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve({ code, signal });
    });
  });
}

/**
 * Ends this process the way the other one ended, so that whoever started us sees no difference.
 *
 * @param {Ending} ending
 */
export function exitLike({ code, signal }) {
  if (signal === null) process.exit(code ?? 1);
  process.kill(process.pid, signal);
}
