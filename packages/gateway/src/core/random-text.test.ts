import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TEST_START, testEnvironment } from '../../../../test/support/environment.ts';
import type { Environment } from '../environment.ts';
import { createIdentifiers } from './identifiers.ts';
import { alphanumerics, digits, hexadecimals, randomUuid } from './random-text.ts';

/** Every byte in turn. */
function countingEnvironment(): Environment {
  let next = 0;
  const randomBytes = (sizeBytes: number) => Uint8Array.from({ length: sizeBytes }, () => next++);
  return { now: () => 0, randomBytes };
}

describe('random text', () => {
  const kinds = [
    ['digits', digits, /^\d+$/, 250],
    ['alphanumerics', alphanumerics, /^[A-Za-z0-9]+$/, 248],
    ['hexadecimals', hexadecimals, /^[0-9a-f]+$/, 256],
  ] as const;
  for (const [name, make, form, usable] of kinds) {
    it(`of ${name} favours none of them`, () => {
      const text = make(countingEnvironment(), usable);
      assert.equal(text.length, usable);
      assert.match(text, form);
      const groups = [...Map.groupBy(text, (letter) => letter).values()];
      const counts = new Set(groups.map(({ length }) => length));
      assert.equal(counts.size, 1, 'each as often as any other');
    });
  }

  it('makes UUIDs of version 4', () => {
    const uuids = Array.from({ length: 100 }, () => randomUuid(testEnvironment()));
    for (const uuid of uuids) {
      assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    assert.equal(new Set(uuids).size, 100);
  });
});

describe('identifiers', () => {
  it('are UUIDv7 that tell the time and never go back within a process', () => {
    const newId = createIdentifiers(testEnvironment());
    const ids = Array.from({ length: 5_000 }, newId);
    assert.deepEqual(ids, ids.toSorted());
    assert.equal(new Set(ids).size, ids.length);
    const [first = ''] = ids;
    assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16), TEST_START);
  });
});
