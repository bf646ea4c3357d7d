import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { describeStates, statesPath } from './describe.ts';

it('docs/states.md tells of the states as the code has them; npm run states writes it anew', () => {
  const kept = readFileSync(join(import.meta.dirname, '../..', statesPath), 'utf8');
  assert.equal(kept, describeStates());
});
