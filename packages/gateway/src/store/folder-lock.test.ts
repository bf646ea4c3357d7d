import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DataFolderInUse, StoreUnavailable } from './errors.ts';
import { openSqlite } from './sqlite.ts';

/** A process that opens the folder it is given, says so, and stays. */
const HOLDER = `
  import { openSqlite } from ${JSON.stringify(import.meta.resolve('./sqlite.ts'))};
  openSqlite({ folder: process.argv[1] });
  console.log('open');
  setInterval(() => undefined, 60_000);
`;

describe('a data folder', () => {
  let folder: string;
  let holder: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'countersign-folder-'));
  });
  afterEach(async () => {
    await end(holder);
    holder = undefined;
    rmSync(folder, { recursive: true });
  });

  function openElsewhere(): ChildProcess {
    holder = spawn(process.execPath, ['--input-type=module', '--eval', HOLDER, folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return holder;
  }

  async function hold(): Promise<ChildProcess> {
    const child = openElsewhere();
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    return child;
  }

  async function end(child: ChildProcess | undefined): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  it('is refused to a second process, which is told who has it and what to do', async () => {
    const { pid } = await hold();
    assert.throws(
      () => openSqlite({ folder }),
      (error) =>
        error instanceof DataFolderInUse &&
        error.message.startsWith(`${folder} is in use by process ${pid}: stop that gateway, or give`),
    );
  });

  it('is free again once the process that had it is killed', async () => {
    await end(await hold());
    await openSqlite({ folder }).close();
  });

  it('is refused to the same process a second time, and free again after a close', async () => {
    const store = openSqlite({ folder });
    assert.throws(() => openSqlite({ folder }), DataFolderInUse);
    await store.close();
    await openSqlite({ folder }).close();
  });

  it('is named where it cannot be used', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    for (const unusable of [file, path.join(file, 'below')]) {
      assert.throws(
        () => openSqlite({ folder: unusable }),
        (error) => error instanceof StoreUnavailable && error.message.includes(`${unusable} cannot be used`),
      );
    }
  });

  it('stays refused to others after this process was refused', async () => {
    const store = openSqlite({ folder });
    assert.throws(() => openSqlite({ folder }), DataFolderInUse);
    const other = openElsewhere();
    const [said, [code]] = await Promise.all([
      text(other.stderr as NodeJS.ReadableStream),
      once(other, 'exit'),
    ]);
    assert.equal(code, 1);
    assert.match(said, new RegExp(`is in use by process ${process.pid}:`));
    await store.close();
  });
});
