import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { findPostgres } from './find.ts';

describe('a PostgreSQL server in PATH', () => {
  let root: string;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-find-')));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function folderWith(name: string, programs: readonly string[]): string {
    const folder = join(root, name);
    mkdirSync(folder);
    for (const program of programs) {
      writeFileSync(join(folder, program), '');
      chmodSync(join(folder, program), 0o755);
    }
    return folder;
  }

  it('is found where both its programs are, past a folder with one of them', () => {
    const half = folderWith('half', ['postgres']);
    const whole = folderWith('whole', ['postgres', 'initdb']);
    assert.equal(findPostgres([half, whole].join(delimiter)), whole);
  });

  it('is found behind a link, by its real folder', () => {
    const whole = folderWith('whole', ['postgres', 'initdb']);
    const links = folderWith('links', []);
    symlinkSync(join(whole, 'postgres'), join(links, 'postgres'));
    assert.equal(findPostgres(links), whole);
  });

  it('is not a program that may not be run', () => {
    const whole = folderWith('whole', ['postgres', 'initdb']);
    chmodSync(join(whole, 'initdb'), 0o644);
    assert.notEqual(findPostgres(whole), whole);
  });
});
