import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { installationState, recordInstallation } from './stamp.mjs';

describe('the installation stamp', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'countersign-stamp-'));
    mkdirSync(join(root, 'node_modules'));
    mkdirSync(join(root, 'one'));
    writeFileSync(join(root, 'package.json'), JSON.stringify({ workspaces: ['one'] }));
    writeFileSync(join(root, 'one/package.json'), '{}');
    writeFileSync(join(root, 'package-lock.json'), '{}');
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const npmFinished = () => writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');

  it('is absent where npm never finished', () => {
    assert.equal(installationState(root), 'absent');
  });

  it('is stale where somebody else ran npm, for nobody recorded what was installed', () => {
    npmFinished();
    assert.equal(installationState(root), 'stale');
  });

  it('is current once recorded', () => {
    npmFinished();
    recordInstallation(root);
    assert.equal(installationState(root), 'current');
  });

  for (const file of ['package-lock.json', 'package.json', 'one/package.json']) {
    it(`is stale after ${file} changed`, () => {
      npmFinished();
      recordInstallation(root);
      writeFileSync(
        join(root, file),
        JSON.stringify({ workspaces: ['one'], dependencies: { added: '1.0.0' } }),
      );
      assert.equal(installationState(root), 'stale');
    });
  }

  it('is stale after a manifest was removed', () => {
    npmFinished();
    recordInstallation(root);
    rmSync(join(root, 'package-lock.json'));
    assert.equal(installationState(root), 'stale');
  });
});
