import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';

/** Starts a process that runs the program in its foreground and ends like it. */
function runThroughForeground(program: string): ChildProcess {
  const outer = `
    const { exitLike, runInForeground } = await import('${import.meta.dirname}/foreground.mjs');
    exitLike(await runInForeground(process.execPath, ['--eval', ${JSON.stringify(program)}]));
  `;
  return spawn(process.execPath, ['--input-type=module', '--eval', outer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Ends with 3 on a signal, after saying which; says `ready` first. */
const drainingProgram = `
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => { console.log(signal); process.exit(3); });
  }
  setInterval(() => {}, 60_000);
  console.log('ready');
`;

describe('a program in the foreground', () => {
  it('decides the exit code', async () => {
    assert.deepEqual(await once(runThroughForeground('process.exit(7)'), 'exit'), [7, null]);
  });

  it('ends us by the signal that ended it', async () => {
    const child = runThroughForeground("process.kill(process.pid, 'SIGTERM')");
    assert.deepEqual(await once(child, 'exit'), [null, 'SIGTERM']);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`receives ${signal} once and may take its time to end`, async () => {
      const child = runThroughForeground(drainingProgram);
      let output = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output === 'ready\n') child.kill(signal);
      });
      assert.deepEqual(await once(child, 'close'), [3, null]);
      assert.equal(output, `ready\n${signal}\n`);
    });
  }
});
