import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { forEachEngine } from '../../../../test/support/engines.ts';
import { createTestDatabase, type TestDatabase, withoutPostgres } from '../../../../test/support/postgres.ts';
import { isUniqueViolation, MigrationError } from './errors.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migration-files.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { EngineName, Store } from './store.ts';

const step = (number: number, sql: string): Migration => ({
  number,
  name: `step-${number}`,
  sql,
  digest: `digest of ${sql}`,
});

const MARKS = step(1, 'create table marks (id integer primary key); insert into marks values (1);');
const MORE = step(2, 'insert into marks values (2); create index marks_by_id on marks (id);');

const marksIn = async (store: Store) =>
  (await store.all('select id from marks order by id')).map(({ id }) => id);

describe('migrating a database', () => {
  forEachEngine((engine) => {
    let store: Store;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store, close } = await openEmpty(engine));
    });
    afterEach(() => close());

    it('applies what it lacks, once', async () => {
      await migrate(store, [MARKS]);
      assert.deepEqual(await marksIn(store), [1n]);
      await migrate(store, [MARKS, MORE]);
      await migrate(store, [MARKS, MORE]);
      assert.deepEqual(await marksIn(store), [1n, 2n]);
      assert.deepEqual(await store.all('select number, name, digest from migrations order by number'), [
        { number: 1n, name: MARKS.name, digest: MARKS.digest },
        { number: 2n, name: MORE.name, digest: MORE.digest },
      ]);
    });

    it('keeps nothing of a migration that fails, and all of those before', async () => {
      const failing = step(2, 'insert into marks values (2); insert into nowhere values (1);');
      await assert.rejects(
        migrate(store, [MARKS, failing]),
        (error) =>
          error instanceof MigrationError &&
          /^migration 2 \(step-2\) failed, and nothing of it was kept: .*nowhere/u.test(error.message),
      );
      assert.deepEqual(await marksIn(store), [1n]);
      await migrate(store, [MARKS, MORE]);
      assert.deepEqual(await marksIn(store), [1n, 2n]);
    });

    it('tells a key that a migration itself violates from one that was applied meanwhile', async () => {
      const violating = step(2, 'insert into marks values (1);');
      await assert.rejects(
        migrate(store, [MARKS, violating]),
        (error) => error instanceof MigrationError && isUniqueViolation(error.cause),
      );
    });

    it('refuses one that was changed after it was applied', async () => {
      await migrate(store, [MARKS, MORE]);
      await assert.rejects(
        migrate(store, [{ ...MARKS, digest: 'another' }, MORE]),
        (error) =>
          error instanceof MigrationError && /migration 1 \(step-1\) was changed/u.test(error.message),
      );
    });

    it('refuses a database that is newer than the program', async () => {
      await migrate(store, [MARKS, MORE]);
      await assert.rejects(
        migrate(store, [MARKS]),
        (error) => error instanceof MigrationError && /migration 2, .* run a newer one/u.test(error.message),
      );
    });

    it('applies those that are shipped', async () => {
      await migrate(store);
      assert.deepEqual(await store.get('select name from migrations where number = 1'), {
        name: 'foundation',
      });
    });
  });

  it('over several connections at once applies each migration once', {
    skip: withoutPostgres(),
  }, async () => {
    const database = await createTestDatabase();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgres({ url: database.url })));
    const [first] = stores as [Store];
    await Promise.all(stores.map((each) => migrate(each, [MARKS, MORE])));
    assert.deepEqual(await marksIn(first), [1n, 2n]);
    await Promise.all(stores.map((each) => each.close()));
    await database.drop();
  });

  it('by several processes at once succeeds in all of them', { skip: withoutPostgres() }, async () => {
    const database = await createTestDatabase();
    const processes = await Promise.all(Array.from({ length: 2 }, () => startMigrator(database.url)));
    const endings = processes.map((each) => once(each, 'exit'));
    for (const each of processes) each.stdin?.end('go');
    assert.deepEqual(await Promise.all(endings), [
      [0, null],
      [0, null],
    ]);
    await database.drop();
  });
});

/** A process that opens a store on PostgreSQL once it is told to. */
const MIGRATOR = `
  import { text } from 'node:stream/consumers';
  import { openStore } from ${JSON.stringify(import.meta.resolve('./open-store.ts'))};
  console.log('ready');
  await text(process.stdin);
  const store = await openStore({ postgresUrl: process.argv[1] });
  await store.close();
`;

async function startMigrator(url: string): Promise<ChildProcess> {
  const migrator = spawn(process.execPath, ['--input-type=module', '--eval', MIGRATOR, url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(migrator.stdout, 'data');
  return migrator;
}

async function openEmpty(engine: EngineName): Promise<{ store: Store; close: () => Promise<void> }> {
  if (engine === 'postgres') {
    const database: TestDatabase = await createTestDatabase();
    const store = await openPostgres({ url: database.url });
    return { store, close: () => store.close().then(() => database.drop()) };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-migrate-'));
  const store = openSqlite({ folder });
  return { store, close: () => store.close().then(() => rmSync(folder, { recursive: true })) };
}
