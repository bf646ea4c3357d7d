import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { OperatorFileError, operatorToken, writeOperatorFile } from './token-file.ts';

describe("the operator's token", () => {
  const environment = testEnvironment();
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'countersign-token-'));
    file = path.join(folder, 'operator.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is 32 bytes of chance, kept from start to start', () => {
    const token = operatorToken(environment, folder);
    assert.match(token, /^[\w-]{43}$/u);
    assert.equal(operatorToken(environment, folder), token);
    writeOperatorFile(environment, folder, { origin: 'http://127.0.0.1:8080', token });
    assert.equal(operatorToken(environment, folder), token);
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { origin: 'http://127.0.0.1:8080', token });
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('is another one after the file was deleted', () => {
    const token = operatorToken(environment, folder);
    rmSync(file);
    assert.notEqual(operatorToken(environment, folder), token);
  });

  it('is not taken from a file that others can read', () => {
    operatorToken(environment, folder);
    chmodSync(file, 0o640);
    assert.throws(
      () => operatorToken(environment, folder),
      /operator\.json can be read by others: delete it/u,
    );
  });

  for (const content of ['', '{', 'null', '{}', '{"token":""}', '{"token":"short"}', '{"token":7}']) {
    it(`is not taken from a file that holds ${content || 'nothing'}`, () => {
      writeFileSync(file, content, { mode: 0o600 });
      assert.throws(
        () => operatorToken(environment, folder),
        (error) => error instanceof OperatorFileError && /holds no token: delete it/u.test(error.message),
      );
    });
  }
});
