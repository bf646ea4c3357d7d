/**
 * `npm run schema`: writes down the schema that the migrations make, for both engines, so that a change of it shows in review.
 * A test compares.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTestStore } from '../test/support/engines.ts';
import { postgresUrlVariable, providePostgres } from './postgres/provide.ts';
import { describeSchema, schemaPath } from './schema/describe.ts';

const root = join(import.meta.dirname, '..');
const postgres = await providePostgres();
process.env[postgresUrlVariable] = postgres.url;
for (const engine of ['sqlite', 'postgres'] as const) {
  const { store, close } = await openTestStore(engine);
  writeFileSync(join(root, schemaPath(engine)), await describeSchema(store));
  await close();
  console.log(schemaPath(engine));
}
await postgres.release();
