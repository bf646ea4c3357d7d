// The command line as a shell sees it: real processes, pipes, exit codes and signals.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { sandboxFile, temporaryFile } from './testing/credentials.ts';

const entry = join(import.meta.dirname, 'countersign.ts');
const launcher = join(import.meta.dirname, '../bin/countersign.js');
const sandbox = sandboxFile();

interface Ended {
  readonly code: number | string | null;
  readonly output: string;
  readonly errors: string;
}

function execute(command: string, commandArguments: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, commandArguments, (error, output, errors) => {
      resolve({ code: error?.code ?? 0, output, errors });
    });
  });
}

const countersign = (...commandArguments: string[]) =>
  execute(process.execPath, [entry, ...commandArguments]);

describe('the countersign command', () => {
  test('explains itself', async () => {
    const { code, output } = await countersign('--help');
    assert.equal(code, 0);
    for (const name of ['start', 'sign', 'verify', 'call', 'credentials']) {
      assert.match(output, new RegExp(`^ {2}${name} `, 'mu'));
    }
  });

  test('names the nearest command', async () => {
    const { code, output, errors } = await countersign('verfy');
    assert.deepEqual([code, output], [2, '']);
    assert.match(errors, /^countersign: unknown command 'verfy'\n\(Did you mean verify\?\)\n/u);
  });

  test('works in a pipeline, with data on standard output alone', async () => {
    const self = `'${process.execPath}' '${entry}'`;
    const { code, output, errors } = await execute('/bin/sh', [
      '-c',
      `printf '{"t": "\\377"}' |
        ${self} sign basicex --credentials '${sandbox}' --url http://h/v2/x --body - |
        ${self} verify basicex --credentials '${sandbox}' --http - --scheme http`,
    ]);
    assert.deepEqual([code, errors], [0, '']);
    assert.match(output, /^verified\n {2}key {9}my_api_key\n/u);
  });

  test('is silent when its reader has heard enough, and exits as if by SIGPIPE', async () => {
    const body = temporaryFile('large', Buffer.alloc(4 * 1024 * 1024, 'x'));
    const commandArguments = [
      'sign',
      'basicex',
      '--credentials',
      sandbox,
      '--url',
      'http://h/',
      '--body',
      `@${body}`,
    ];
    const child = spawn(process.execPath, [entry, ...commandArguments], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.deepEqual({ code, errors }, { code: 128 + 13, errors: '' });
  });

  test('starts through its launcher', async () => {
    const { code, output } = await execute(process.execPath, [launcher, 'sign', '--help']);
    assert.equal(code, 0);
    assert.match(output, /^Usage: countersign sign /u);
  });

  test('says what it needs where the only Node is too old', async () => {
    const copy = join(dirname(sandbox), 'elsewhere/cli/bin/countersign.js');
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(launcher, copy);
    cpSync(join(import.meta.dirname, '../package.json'), join(dirname(copy), '../package.json'));
    const pretended = temporaryFile(
      'old-node.cjs',
      "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });",
    );
    const { code, errors } = await execute(process.execPath, ['--require', pretended, copy]);
    assert.equal(code, 1);
    assert.match(errors, /^countersign: needs Node 24 or later, and this is v/u);
  });

  test('goes on under the pinned Node where its own is too old, and ends as that one ends', async () => {
    const pretended = temporaryFile(
      'older-node.cjs',
      "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });",
    );
    const { code, errors } = await execute(process.execPath, ['--require', pretended, launcher, 'nothing']);
    assert.equal(code, 2);
    assert.match(errors, /^countersign: unknown command 'nothing'\n/u);
  });
});
