import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { createPrivateFile, isReadableByOthers, replacePrivateFile } from './private-file.ts';

describe('a private file', () => {
  const environment = testEnvironment();
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'countersign-private-'));
    file = path.join(folder, 'file');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is created once: whoever comes later leaves it as it is', () => {
    assert.equal(createPrivateFile(environment, file, 'first'), true);
    assert.equal(createPrivateFile(environment, file, 'second'), false);
    assert.equal(readFileSync(file, 'utf8'), 'first');
  });

  it('is replaced as a whole', () => {
    const before = statSync(file).ino;
    replacePrivateFile(environment, file, 'third');
    assert.equal(readFileSync(file, 'utf8'), 'third');
    assert.notEqual(statSync(file).ino, before);
  });

  it('is private, also in the place of one that was not', () => {
    writeFileSync(path.join(folder, 'open'), '', { mode: 0o644 });
    chmodSync(path.join(folder, 'open'), 0o644);
    assert.equal(isReadableByOthers(path.join(folder, 'open')), true);
    replacePrivateFile(environment, path.join(folder, 'open'), 'closed');
    for (const name of ['file', 'open']) {
      assert.equal(statSync(path.join(folder, name)).mode & 0o777, 0o600);
      assert.equal(isReadableByOthers(path.join(folder, name)), false);
    }
  });

  it('leaves nothing beside it', () => {
    assert.deepEqual(readdirSync(folder).sort(), ['file', 'open']);
  });
});
