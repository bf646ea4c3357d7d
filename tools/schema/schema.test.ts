import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { forEachEngine, openTestStore } from '../../test/support/engines.ts';
import { describeSchema, schemaPath } from './describe.ts';

const root = join(import.meta.dirname, '../..');

describe('the schema in the repository', () => {
  forEachEngine((engine) => {
    it('is the one that the migrations make; npm run schema writes it anew', async () => {
      const { store, close } = await openTestStore(engine);
      try {
        assert.equal(await describeSchema(store), readFileSync(join(root, schemaPath(engine)), 'utf8'));
      } finally {
        await close();
      }
    });
  });
});
