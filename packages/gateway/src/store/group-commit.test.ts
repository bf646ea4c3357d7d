import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreBusy, StoreUnavailable, TransactionMisuse } from './errors.ts';
import { openSqlite } from './sqlite.ts';
import type { Store, Transaction } from './store.ts';

describe('transactions that share a commit', () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'countersign-group-'));
    store = openSqlite({ folder });
    await store.exec(`
      create table marks (id integer primary key, data blob) strict;
      create table children (parent integer not null references marks (id) deferrable initially deferred) strict;
    `);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const mark = (id: number) =>
    store.transaction((transaction) => transaction.run('insert into marks (id) values ($1)', [id]));
  const marks = async () => (await store.all('select id from marks order by id')).map(({ id }) => Number(id));

  it('are those of one turn: none is answered, and none is seen from outside, before all have run', async () => {
    const first = mark(1);
    const second = store.transaction(async (transaction) => ({
      inside: await transaction.get('select count(*) as count from marks'),
      outside: await store.get('select count(*) as count from marks'),
    }));
    assert.deepEqual(await second, { inside: { count: 1n }, outside: { count: 0n } });
    assert.equal(await first, 1);
  });

  describe('and one that awaits something foreign', () => {
    const foreign: Readonly<Record<string, () => Promise<unknown>>> = {
      'a tick': () => new Promise<void>((resolve) => process.nextTick(resolve)),
      'a turn of the event loop': () => nextTurn(),
      'a file': () => readFile(import.meta.filename),
      'what never comes': () => new Promise(() => undefined),
      'another transaction': () => mark(7),
    };
    for (const [what, ask] of Object.entries(foreign)) {
      it(`is refused, alone: ${what}`, async () => {
        const offender = async (transaction: Transaction) => {
          await transaction.run('insert into marks (id) values (2)');
          await ask();
          return 'done';
        };
        const [before, refused, afterwards] = await Promise.allSettled([
          mark(1),
          store.transaction(offender),
          mark(3),
        ]);
        assert.equal(refused.status, 'rejected');
        assert(refused.reason instanceof TransactionMisuse);
        assert.match(refused.reason.message, /awaited something other than its transaction/);
        assert.deepEqual([before.status, afterwards.status], ['fulfilled', 'fulfilled']);
        assert.deepEqual(
          (await marks()).filter((id) => id < 7),
          [1, 3],
        );
      });
    }

    it('is refused beside another that does, which goes on meanwhile', async () => {
      const first = store.transaction(async () => {
        await new Promise<void>((resolve) => process.nextTick(resolve));
        for (let count = 0; count < 20; count++) await Promise.resolve();
      });
      const second = store.transaction(() => new Promise(() => undefined));
      const outcomes = await Promise.allSettled([first, second, mark(3)]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['rejected', 'rejected', 'fulfilled'],
      );
    });

    it('does not keep the others waiting for a turn of the event loop', async () => {
      const order: string[] = [];
      const offender = store.transaction(async () => {
        setImmediate(() => order.push('the next turn'));
        await nextTurn();
      });
      const neighbour = mark(1).then(() => order.push('the neighbour'));
      await assert.rejects(offender, TransactionMisuse);
      await neighbour;
      await nextTurn();
      assert.deepEqual(order, ['the neighbour', 'the next turn']);
    });

    it('can no longer write when it goes on', async () => {
      let goneOn: Promise<unknown> | undefined;
      const offender = store.transaction(async (transaction) => {
        await nextTurn();
        goneOn = transaction.run('insert into marks (id) values (2)');
        await goneOn;
      });
      await assert.rejects(offender, TransactionMisuse);
      while (goneOn === undefined) await nextTurn();
      await assert.rejects(goneOn, /the unit of work has ended/);
      assert.deepEqual(await marks(), []);
    });
  });

  it('fail alone by a constraint that is checked only at the commit', async () => {
    const orphan = store.transaction((transaction) => transaction.run('insert into children values (404)'));
    const [before, refused, afterwards] = await Promise.allSettled([mark(1), orphan, mark(3)]);
    assert.deepEqual(
      [before.status, refused.status, afterwards.status],
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await marks(), [1, 3]);
    assert.deepEqual(await store.all('select parent from children'), []);
  });

  it('are answered by what is kept when the disk is full', async () => {
    await store.exec('pragma max_page_count = 12');
    const large = (id: number) =>
      store.transaction((transaction) =>
        transaction.run('insert into marks (id, data) values ($1, $2)', [id, new Uint8Array(100_000)]),
      );
    const [before, refused, afterwards] = await Promise.allSettled([mark(1), large(2), mark(3)]);
    assert.equal(refused.status, 'rejected');
    assert(refused.reason instanceof StoreUnavailable);
    assert.match(refused.reason.message, /the disk is full/);
    const answered = [before, afterwards].flatMap(({ status }, index) =>
      status === 'fulfilled' ? [1 + 2 * index] : [],
    );
    assert.deepEqual(await marks(), answered);
    await store.exec('pragma max_page_count = 100000');
    await large(4);
    assert.deepEqual(await marks(), [...answered, 4]);
  });

  it('are told of the full disk, and not of what the work that filled it made of it', async () => {
    await store.exec('pragma max_page_count = 12');
    const translating = store.transaction((transaction) =>
      transaction
        .run('insert into marks (id, data) values (2, $1)', [new Uint8Array(100_000)])
        .catch((cause: unknown) => {
          throw new Error("this member's own affair", { cause });
        }),
    );
    const outcomes = await Promise.allSettled([mark(1), translating, mark(3)]);
    for (const outcome of outcomes) {
      assert.equal(outcome.status, 'rejected');
      assert(outcome.reason instanceof StoreUnavailable);
    }
    assert.deepEqual(await marks(), []);
  });

  it('are at most 128: the first are answered before the next begin', async () => {
    const first = mark(0).then(marks);
    const others = Array.from({ length: 299 }, (_, index) => mark(index + 1));
    assert.deepEqual(
      await first,
      Array.from({ length: 128 }, (_, index) => index),
    );
    await Promise.all(others);
    assert.equal((await marks()).length, 300);
  });

  it('are refused as busy while another program holds the file locked', async () => {
    const other = new DatabaseSync(path.join(folder, 'countersign.db'));
    other.exec('begin immediate');
    try {
      await assert.rejects(mark(1), StoreBusy);
    } finally {
      other.close();
    }
    assert.equal(await mark(1), 1);
  });

  it('are refused as busy when too many wait, and those that wait are not', async () => {
    const waiting = Array.from({ length: 10_000 }, (_, id) => mark(id));
    await assert.rejects(mark(10_000), StoreBusy);
    await Promise.all(waiting);
    assert.deepEqual(await store.get('select count(*) as count from marks'), { count: 10_000n });
  });
});
