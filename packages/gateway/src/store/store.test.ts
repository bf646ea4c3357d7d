import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { forEachEngine, openTestStore, type TestStore } from '../../../../test/support/engines.ts';
import { isUniqueViolation, StoreUnavailable, TransactionMisuse, UnstorableValue } from './errors.ts';
import type { Store } from './store.ts';

describe('a store', () => {
  forEachEngine((engine) => {
    let opened: TestStore;
    let store: Store;
    before(async () => {
      opened = await openTestStore(engine);
      store = opened.store;
      await store.exec(`
        create table notes (id text primary key, body text);
        create table counters (id text primary key, count bigint not null);
      `);
    });
    after(() => opened.close());

    const note = (id: string) => store.get('select id, body from notes where id = $1', [id]);

    describe('a transaction', () => {
      it('commits what it wrote and resolves with what its work returned', async () => {
        const answer = await store.transaction(async (transaction) => {
          const inserted = await transaction.run('insert into notes (id, body) values ($1, $2), ($3, $4)', [
            'committed',
            'here',
            'second',
            'there',
          ]);
          const changed = await transaction.run('update notes set body = $1 where id = $2', [
            'elsewhere',
            'second',
          ]);
          const found = await transaction.get('select body from notes where id = $1', ['second']);
          return { inserted, changed, found };
        });
        assert.deepEqual(answer, { inserted: 2, changed: 1, found: { body: 'elsewhere' } });
        assert.deepEqual(await note('committed'), { id: 'committed', body: 'here' });
      });

      it('leaves nothing if its work throws, and rejects with the same error', async () => {
        const mistake = new Error('changed my mind');
        const work = store.transaction(async (transaction) => {
          await transaction.run('insert into notes (id) values ($1)', ['withdrawn']);
          throw mistake;
        });
        await assert.rejects(work, mistake);
        assert.equal(await note('withdrawn'), undefined);
      });

      it('fails alone among those that start together', async () => {
        const outcomes = await Promise.allSettled(
          Array.from({ length: 9 }, (_, index) =>
            store.transaction(async (transaction) => {
              await transaction.run('insert into notes (id) values ($1)', [`together-${index}`]);
              if (index % 3 === 1) throw new Error('not this one');
              return index;
            }),
          ),
        );
        const kept = await store.all("select id from notes where id like 'together-%' order by id");
        assert.deepEqual(
          outcomes.map(({ status }) => status === 'fulfilled'),
          [true, false, true, true, false, true, true, false, true],
        );
        assert.deepEqual(
          kept.map(({ id }) => id),
          [0, 2, 3, 5, 6, 8].map((index) => `together-${index}`),
        );
      });

      it('is not seen from outside before it commits', async () => {
        let seen: unknown = 'nothing was read';
        await store.transaction(async (transaction) => {
          await transaction.run('insert into notes (id) values ($1)', ['unseen']);
          seen = await note('unseen');
        });
        assert.equal(seen, undefined);
        assert.notEqual(await note('unseen'), undefined);
      });

      it('is lost with a statement that fails, even if the work catches the error', async () => {
        let next: unknown;
        const work = store.transaction(async (transaction) => {
          await transaction.run('insert into notes (id) values ($1)', ['lost']);
          await transaction.run('insert into notes (id) values ($1)', ['lost']).catch(() => undefined);
          next = await transaction.get('select 1 as one').catch((error: unknown) => error);
          return 'done';
        });
        await assert.rejects(work, isUniqueViolation);
        assert(next instanceof TransactionMisuse);
        assert.equal(await note('lost'), undefined);
      });

      it('is lost with a statement that fails, even if the work does not await it', async () => {
        const work = store.transaction(async (transaction) => {
          await transaction.run('insert into notes (id) values ($1)', ['not awaited']);
          transaction.run('insert into notes (id) values ($1)', ['not awaited']).catch(() => undefined);
        });
        await assert.rejects(work);
        assert.equal(await note('not awaited'), undefined);
      });

      for (const control of ['commit', ' ROLLBACK', 'begin', 'savepoint mine', 'release member', 'end']) {
        it(`is lost if its work takes it into its own hands: ${control}`, async () => {
          const work = store.transaction(async (transaction) => {
            await transaction.run('insert into notes (id) values ($1)', [control]);
            await transaction.run(control).catch(() => undefined);
          });
          await assert.rejects(work, TransactionMisuse);
          assert.equal(await note(control), undefined);
        });
      }

      it('is lost with a value that cannot be stored, even if the work catches the error', async () => {
        const work = store.transaction(async (transaction) => {
          await transaction.run('insert into notes (id) values ($1)', ['unstorable']);
          await transaction.run('insert into notes (id) values ($1)', ['a\0b']).catch(() => undefined);
        });
        await assert.rejects(work, UnstorableValue);
        assert.equal(await note('unstorable'), undefined);
      });

      it('is of no use after its work has ended', async () => {
        const escaped = await store.transaction(async (transaction) => ({ transaction }));
        await assert.rejects(escaped.transaction.get('select 1 as one'), TransactionMisuse);
      });

      it('runs statements that its work starts together', async () => {
        const bodies = await store.transaction((transaction) =>
          Promise.all(['a', 'b', 'a'].map((body) => transaction.get('select $1 as body', [body]))),
        );
        assert.deepEqual(bodies, [{ body: 'a' }, { body: 'b' }, { body: 'a' }]);
      });

      it('counts to 1,000 in a thousand at once', async () => {
        await store.exec("insert into counters (id, count) values ('thousand', 0)");
        await Promise.all(
          Array.from({ length: 1_000 }, () =>
            store.transaction((transaction) =>
              transaction.run("update counters set count = count + 1 where id = 'thousand'"),
            ),
          ),
        );
        assert.deepEqual(await store.get("select count from counters where id = 'thousand'"), {
          count: 1_000n,
        });
      });

      it('does the same for one name as without: those that fail do so alone, the others count', async () => {
        await store.exec("insert into counters (id, count) values ('named', 0)");
        const outcomes = await Promise.allSettled(
          Array.from({ length: 100 }, (_, index) =>
            store.transaction(
              async (transaction) => {
                await transaction.run("update counters set count = count + 1 where id = 'named'");
                if (index % 3 === 1) throw new Error('not this one');
                return index;
              },
              { together: 'merchant' },
            ),
          ),
        );
        assert.deepEqual(
          outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined)),
          Array.from({ length: 100 }, (_, index) => (index % 3 === 1 ? undefined : index)),
        );
        assert.deepEqual(await store.get("select count from counters where id = 'named'"), { count: 67n });
      });
    });

    describe('a statement', () => {
      it('takes its parameters in any order, any number of times', async () => {
        const sql = 'select $2 as second, cast($1 as bigint) as first, cast($1 as bigint) + $3 as sum';
        for (const [first, second] of [
          [1n, 'one'],
          [2n, 'two'],
        ] as const) {
          assert.deepEqual(await store.get(sql, [first, second, 10n]), { second, first, sum: first + 10n });
        }
      });

      it('leaves alone what only looks like a parameter', async () => {
        const sql = `select '$2 it''s $3' as "$4", $1 as name -- costs $5
          /* and $6 */`;
        assert.deepEqual(await store.get(sql, ['Ann']), { $4: "$2 it's $3", name: 'Ann' });
      });

      it('is refused with more or fewer parameters than it has', async () => {
        for (const parameters of [[], ['a', 'b']]) {
          await assert.rejects(store.get('select $1 as one', parameters));
        }
      });

      it('tells that no row was written where a key is taken', async () => {
        const insert = () =>
          store.transaction(async (transaction) => ({
            row: await transaction.get(
              "insert into counters (id, count) values ('taken', 1) on conflict (id) do nothing returning count",
            ),
            count: await transaction.run(
              "insert into counters (id, count) values ('taken', 1) on conflict (id) do nothing",
            ),
          }));
        assert.deepEqual(await insert(), { row: { count: 1n }, count: 0 });
        assert.deepEqual(await insert(), { row: undefined, count: 0 });
      });

      it('names a taken key by its error', async () => {
        const insert = (values: string) =>
          store.transaction((transaction) => transaction.run(`insert into counters values ${values}`));
        await assert.rejects(insert("('twice', 1), ('twice', 2)"), isUniqueViolation);
        await assert.rejects(insert("('empty', null)"), (error) => !isUniqueViolation(error));
      });
    });

    describe('several statements', () => {
      it('are executed all, or none if one fails', async () => {
        await assert.rejects(
          store.exec("insert into notes (id) values ('first of two'); insert into nowhere values (1)"),
        );
        assert.equal(await note('first of two'), undefined);
      });

      it('may end in a comment', async () => {
        await store.exec("insert into notes (id) values ('noted') -- without a line end");
        assert.deepEqual(await note('noted'), { id: 'noted', body: null });
        await store.transaction((transaction) => transaction.run("delete from notes where id = 'noted'"));
      });

      it('may change a table that prepared statements read', async () => {
        await store.exec("create table changing (id text primary key); insert into changing values ('row')");
        assert.deepEqual(await store.all('select id from changing'), [{ id: 'row' }]);
        await store.exec('alter table changing add column more bigint');
        assert.deepEqual(await store.all('select id, more from changing'), [{ id: 'row', more: null }]);
      });
    });
  });
});

describe('a store that closes', () => {
  forEachEngine((engine) => {
    it('ends what it was given, then refuses more, and may be closed again', async () => {
      const { store, close } = await openTestStore(engine);
      try {
        await store.exec('create table marks (id bigint primary key)');
        const given = Array.from({ length: 50 }, (_, id) =>
          store.transaction((transaction) => transaction.run('insert into marks values ($1)', [id])),
        );
        const closed = store.close();
        await assert.rejects(
          store.transaction(async () => 'late'),
          StoreUnavailable,
        );
        await assert.rejects(store.get('select 1 as one'), StoreUnavailable);
        await assert.rejects(store.exec('select 1'), StoreUnavailable);
        assert.deepEqual(await Promise.all(given), Array(50).fill(1));
        await closed;
        await store.close();
      } finally {
        await close();
      }
    });
  });
});
