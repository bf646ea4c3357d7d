import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { hashPassword, hashSecret, verifyPassword, verifySecret } from './hashing.ts';

describe('a hashed secret', () => {
  const hash = hashSecret('0b8a5b6d3f9a4b7f8c1d2e3f4a5b6c7d');

  it('verifies itself only', () => {
    assert.equal(verifySecret('0b8a5b6d3f9a4b7f8c1d2e3f4a5b6c7d', hash), true);
    assert.equal(verifySecret('0b8a5b6d3f9a4b7f8c1d2e3f4a5b6c7e', hash), false);
    assert.equal(verifySecret('', hash), false);
  });

  it('is never verified by something that is no hash', () => {
    assert.equal(verifySecret('anything', ''), false);
  });
});

describe('a hashed password', () => {
  const environment = testEnvironment();

  it('verifies itself only, and is salted', async () => {
    const [one, other] = await Promise.all([
      hashPassword(environment, 'correct horse'),
      hashPassword(environment, 'correct horse'),
    ]);
    assert.notEqual(one, other);
    assert.equal(one.includes('correct horse'), false);
    assert.equal(await verifyPassword('correct horse', one), true);
    assert.equal(await verifyPassword('wrong horse', one), false);
  });

  it('is the same however its accents were typed', async () => {
    const hash = await hashPassword(environment, 'caf\u00e9');
    assert.equal(await verifyPassword('cafe\u0301', hash), true);
  });

  it('is told from text that is none', async () => {
    await assert.rejects(verifyPassword('anything', 'plaintext'), TypeError);
  });
});
