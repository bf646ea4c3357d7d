/** A commit that cannot be written. A limit on the size of files makes one, without a disk to fill. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { openSqlite } from './sqlite.ts';

/** Writes until it cannot, then once more, and tells what it was told. */
const WRITER = `
  import { openSqlite } from ${JSON.stringify(import.meta.resolve('./sqlite.ts'))};
  const store = openSqlite({ folder: process.argv[1] });
  await store.exec('create table marks (id integer primary key, data blob) strict');
  const mark = (id) => store.transaction((transaction) =>
    transaction.run('insert into marks values ($1, $2)', [id, new Uint8Array(10_000)]));
  const acknowledged = [];
  const told = [];
  for (let id = 0; told.length < 6; id += 3) {
    const ids = [id, id + 1, id + 2];
    const outcomes = await Promise.allSettled(ids.map(mark));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') acknowledged.push(ids[index]);
      else told.push(outcome.reason.code);
    }
  }
  const seen = (await store.all('select id from marks order by id')).map(({ id }) => Number(id));
  await store.close();
  console.log(JSON.stringify({ acknowledged, told, seen }));
`;

const LIMIT_BLOCKS = 400;

describe('commits that cannot be written', () => {
  let folder: string;
  let ended: { readonly acknowledged: number[]; readonly told: string[]; readonly seen: number[] };
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'countersign-full-'));
    const limited = `trap '' XFSZ; ulimit -f ${LIMIT_BLOCKS}; exec "$0" --input-type=module --eval "$1" "$2"`;
    const { stdout } = await promisify(execFile)('sh', ['-c', limited, process.execPath, WRITER, folder]);
    ended = JSON.parse(stdout);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('fail for all who share them, who are told that the outcome is unknown', () => {
    assert.ok(ended.acknowledged.length > 0);
    assert.deepEqual(ended.told, Array(6).fill('store_outcome_unknown'));
  });

  it('leave what was acknowledged before, for the process that goes on', () => {
    assert.deepEqual(ended.seen, ended.acknowledged);
  });

  it('leave it for the next process too, which can write again', async () => {
    const store = openSqlite({ folder });
    const rows = await store.all('select id from marks order by id');
    assert.deepEqual(
      rows.map(({ id }) => Number(id)),
      ended.acknowledged,
    );
    assert.deepEqual(await store.all('pragma integrity_check'), [{ integrity_check: 'ok' }]);
    await store.transaction((transaction) => transaction.run('insert into marks (id) values (1000)'));
    await store.close();
  });
});
