import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreUnavailable } from './errors.ts';
import { openSqlite } from './sqlite.ts';
import { SqliteConnection } from './sqlite-connection.ts';

describe('the embedded store', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'countersign-sqlite-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const durable: Readonly<Record<string, bigint | string>> = {
    journal_mode: 'wal',
    synchronous: 2n,
    fullfsync: 1n,
    foreign_keys: 1n,
  };
  for (const [name, value] of Object.entries(durable)) {
    it(`writes and reads with ${name} = ${value}`, async () => {
      const store = openSqlite({ folder });
      const pragma = `pragma ${name}`;
      assert.deepEqual(await store.transaction((transaction) => transaction.get(pragma)), { [name]: value });
      assert.deepEqual(await store.get(pragma), { [name]: value });
      await store.close();
    });
  }

  it('refuses a file that would not be written durably', () => {
    assert.throws(() => new SqliteConnection(':memory:', { readOnly: false }), {
      message: "SQLite's journal_mode is memory, and must be wal",
    });
  });

  it('does not write what is asked of a reader', async () => {
    const store = openSqlite({ folder });
    await store.exec('create table marks (id integer primary key) strict');
    await assert.rejects(store.get('insert into marks values (1) returning id'));
    assert.deepEqual(await store.all('select id from marks'), []);
    await store.close();
  });

  it('keeps no snapshot open beyond the turn of a read, whether it failed or stopped at the first row', async () => {
    const store = openSqlite({ folder });
    await store.exec('create table marks (id integer primary key) strict; insert into marks values (1), (2)');
    await assert.rejects(store.all('select abs(-9223372036854775808 + id - id) from marks'), /overflow/);
    assert.deepEqual(await store.get('select id from marks order by id'), { id: 1n });
    await store.transaction((transaction) => transaction.run('insert into marks values (3)'));
    assert.deepEqual(await store.get('select count(*) as count from marks'), { count: 3n });
    await nextTurn();
    const other = new DatabaseSync(path.join(folder, 'countersign.db'));
    assert.equal(other.prepare('pragma wal_checkpoint(truncate)').get()?.busy, 0);
    other.close();
    await store.close();
  });

  it('reads all columns of a table that was changed', async () => {
    const store = openSqlite({ folder });
    await store.exec('create table marks (id integer primary key) strict; insert into marks values (1)');
    assert.deepEqual(await store.get('select * from marks'), { id: 1n });
    await store.exec("alter table marks add column name text not null default 'new'");
    assert.deepEqual(await store.get('select * from marks'), { id: 1n, name: 'new' });
    await store.close();
  });

  it('makes its folder for its owner only', async () => {
    const inner = path.join(folder, 'new', 'data');
    const store = openSqlite({ folder: inner });
    assert.equal(statSync(inner).mode & 0o777, 0o700);
    await store.close();
  });

  const unusable: Readonly<Record<string, (file: string) => void>> = {
    'is not a database': (file) => writeFileSync(file, 'not a database '.repeat(100)),
    'cannot be opened': (file) => mkdirSync(file),
  };
  for (const [why, make] of Object.entries(unusable)) {
    it(`says that its file ${why}, and gives the folder back`, async () => {
      const file = path.join(folder, 'countersign.db');
      make(file);
      assert.throws(
        () => openSqlite({ folder }),
        (error) => error instanceof StoreUnavailable && error.message.endsWith(why),
      );
      rmSync(file, { recursive: true });
      await openSqlite({ folder }).close();
    });
  }
});
