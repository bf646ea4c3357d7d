import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { SCRIPTS, USUAL_SCRIPT } from './scripts.ts';
import { triggerAddress } from './triggers.ts';

/** The lines of docs/sandbox.md. */
const lines = readFileSync(new URL('../../../../../docs/sandbox.md', import.meta.url), 'utf8').split('\n');

it('docs/sandbox.md says what each trigger value does, and at which addresses', () => {
  const expected = Object.entries(SCRIPTS).flatMap(([code, { description }]) => [
    `| \`${code}\` | ${description} |`,
    `| \`${code}\` | \`${triggerAddress('tron', code)}\` | \`${triggerAddress('bitcoin', code)}\` | \`${triggerAddress('blackhat', code)}\` |`,
  ]);
  const documented = lines.filter((line) => /^\| `\d{4}` \|/u.test(line));
  assert.deepEqual(documented.toSorted(), expected.toSorted());
  assert.ok(lines.some((line) => line.includes(`or a refund ${USUAL_SCRIPT.description}.`)));
});
