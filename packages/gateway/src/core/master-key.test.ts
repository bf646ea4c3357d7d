import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { MasterKeyError, openMasterKeys } from './master-key.ts';

const environment = testEnvironment();
const open = (folder: string, variables: Record<string, string> = {}) =>
  openMasterKeys(environment, { variables, folder });

describe('the master key', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'countersign-master-key-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = () => path.join(folder, 'master.key');

  it('is made on first start, for its owner only, and kept', () => {
    const first = open(folder);
    assert.equal(statSync(file()).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['master.key']);
    assert.ok(open(folder).current.key.equals(first.current.key));
  });

  it('is another for another folder', () => {
    assert.equal(open(folder).current.key.equals(open(path.join(folder, 'new')).current.key), false);
  });

  it('is taken from the environment before the folder, and then leaves the folder alone', () => {
    const given = Buffer.alloc(32, 7).toString('base64');
    const { current } = open(folder, { COUNTERSIGN_MASTER_KEY: given });
    assert.deepEqual(current.key.export(), Buffer.alloc(32, 7));
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is refused while others can read it', () => {
    open(folder);
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(file(), mode);
      assert.throws(() => open(folder), MasterKeyError, mode.toString(8));
    }
  });

  const wrong = [
    ['too short', Buffer.alloc(31).toString('base64')],
    ['too long', Buffer.alloc(33).toString('base64')],
    ['hexadecimal', Buffer.alloc(32).toString('hex')],
    ['not base64', 'master key'],
  ] as const;
  for (const [name, text] of wrong) {
    it(`is refused when it is ${name}, without being repeated`, () => {
      const refused = (error: unknown) => error instanceof MasterKeyError && !error.message.includes(text);
      assert.throws(() => open(folder, { COUNTERSIGN_MASTER_KEY: text }), refused);
      const previous = { COUNTERSIGN_MASTER_KEY_PREVIOUS: text };
      assert.throws(() => open(folder, previous), refused);
      writeFileSync(file(), `${text}\n`, { mode: 0o600 });
      assert.throws(() => open(folder), refused);
    });
  }
});
