import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createTestDatabase, type TestDatabase, withoutPostgres } from '../../../../test/support/postgres.ts';
import { openWire } from '../../../../test/support/wire.ts';
import { isUniqueViolation, OutcomeUnknown, StoreBusy, StoreUnavailable } from './errors.ts';
import { openPostgres } from './postgres.ts';
import type { Store, Transaction } from './store.ts';

describe('units of work of one name, on PostgreSQL', { skip: withoutPostgres() }, () => {
  let database: TestDatabase;
  let store: Store;
  let backedOff: number;
  const opened: Store[] = [];

  async function open(settings: Readonly<Record<string, string>> = {}, poolSize = 4): Promise<Store> {
    const url = new URL(database.url);
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    url.searchParams.set('options', options.join(' '));
    const backOff = async () => {
      backedOff++;
    };
    const one = await openPostgres({ url: url.href, poolSize, backOff });
    opened.push(one);
    return one;
  }

  before(async () => {
    database = await createTestDatabase();
    store = await open({ deadlock_timeout: '10ms' });
    await store.exec(`
      create table marks (id bigint primary key, transaction text);
      create table children (parent bigint not null references marks deferrable initially deferred);
      create table counters (id text primary key, count bigint not null);
    `);
  });
  after(async () => {
    await Promise.all(opened.map((each) => each.close()));
    await database.drop();
  });
  beforeEach(async () => {
    backedOff = 0;
    await store.exec(`
      delete from children; delete from marks; delete from counters;
      insert into counters values ('a', 0), ('b', 0), ('ledger', 0);
    `);
  });

  const together = { together: 'merchant' };
  const mark = (id: number) => (transaction: Transaction) =>
    transaction.run('insert into marks values ($1, cast(pg_current_xact_id() as text))', [id]);
  const increment = (transaction: Transaction, id: string) =>
    transaction.run('update counters set count = count + 1 where id = $1', [id]);
  const marks = async () => (await store.all('select id from marks order by id')).map(({ id }) => Number(id));
  const counts = async () =>
    (await store.all('select count from counters order by id')).map(({ count }) => count);

  /** Keeps the name's first unit of work running, so that those which come now wait for it, and share a commit. */
  async function holdUp(one = store) {
    const { promise: isOver, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: isRunning, resolve: run } = Promise.withResolvers<void>();
    const first = one.transaction(() => {
      run();
      return isOver;
    }, together);
    await isRunning;
    return { letGo, first };
  }

  /** What they come to when they share a commit. */
  async function shared(works: readonly ((transaction: Transaction) => Promise<unknown>)[]) {
    const { letGo } = await holdUp();
    const outcomes = works.map((work) => store.transaction(work, together));
    letGo();
    return Promise.allSettled(outcomes);
  }

  const statuses = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
    outcomes.map(({ status }) => status);

  it('share a commit if they have to wait, 32 at most', async () => {
    await shared(Array.from({ length: 40 }, (_, id) => mark(id)));
    const sizes = await store.all('select count(*) as size from marks group by transaction order by min(id)');
    assert.deepEqual(sizes, [{ size: 32n }, { size: 8n }]);
  });

  it('run in their order, and see what those before them did', async () => {
    const read = (transaction: Transaction) => transaction.get('select count(*) as count from marks');
    const outcomes = await shared([mark(1), read, mark(2), read]);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value),
      [1, { count: 1n }, 1, { count: 2n }],
    );
  });

  it('are answered after the commit', async () => {
    const seen: unknown[] = [];
    const { letGo } = await holdUp();
    const first = store.transaction(mark(1), together).then(async () => seen.push('answered', await marks()));
    const second = store.transaction(async (transaction) => {
      await mark(2)(transaction);
      seen.push(await marks());
    }, together);
    letGo();
    await Promise.all([first, second]);
    assert.deepEqual(seen, [[], 'answered', [1, 2]]);
  });

  describe('fail alone', () => {
    const failures: Readonly<Record<string, (transaction: Transaction) => Promise<unknown>>> = {
      'by throwing': async (transaction) => {
        await mark(2)(transaction);
        throw new Error('changed my mind');
      },
      'by throwing before anything else': () => {
        throw new Error('not even a promise');
      },
      'by a statement': async (transaction) => {
        await mark(2)(transaction);
        await mark(2)(transaction);
      },
      'by a statement whose error is caught': async (transaction) => {
        await mark(2)(transaction);
        await mark(2)(transaction).catch(() => undefined);
      },
      'by a statement that is not awaited': async (transaction) => {
        await mark(2)(transaction);
        mark(2)(transaction).catch(() => undefined);
      },
      'by one of several statements that are sent together': (transaction) =>
        Promise.all([mark(2)(transaction), mark(2)(transaction), mark(4)(transaction)]),
      'by a value that cannot be stored': (transaction) => transaction.get('select $1 as text', ['a\0b']),
      'by a statement that takes too long': async (transaction) => {
        await transaction.run("set local statement_timeout = '1ms'");
        await transaction.get('select pg_sleep(60)');
      },
      'by a constraint that is checked only at the commit': (transaction) =>
        transaction.run('insert into children values (404)'),
    };
    for (const [how, failing] of Object.entries(failures)) {
      it(how, async () => {
        const outcomes = await shared([mark(1), failing, mark(3)]);
        assert.deepEqual(statuses(outcomes), ['fulfilled', 'rejected', 'fulfilled']);
        assert.deepEqual(await marks(), [1, 3]);
        assert.deepEqual(await store.all('select parent from children'), []);
      });
    }

    it('with the error of the statement', async () => {
      const [, outcome] = await shared([mark(1), mark(1), mark(3)]);
      assert(outcome?.status === 'rejected' && isUniqueViolation(outcome.reason));
    });
  });

  describe('run again, each alone', () => {
    const separate = () => store.get('select count(distinct transaction) as count from marks');

    it('if one could not be serialized', async () => {
      let tries = 0;
      const once = async (transaction: Transaction) => {
        tries++;
        if (tries > 1) return mark(2)(transaction);
        const fail = "do $$ begin raise exception using errcode = 'serialization_failure'; end $$";
        return transaction.run(fail).catch((cause: unknown) => {
          throw new Error('the order could not be placed', { cause });
        });
      };
      const outcomes = await shared([mark(1), once, mark(3)]);
      assert.deepEqual(statuses(outcomes), ['fulfilled', 'fulfilled', 'fulfilled']);
      assert.deepEqual(await marks(), [1, 2, 3]);
      assert.deepEqual(await separate(), { count: 3n });
    });

    it('if they were chosen to end a deadlock with work of no name', async () => {
      const patient = await open({ deadlock_timeout: '60s' });
      const { promise: hasB, resolve: takenB } = Promise.withResolvers<void>();
      const { promise: hasA, resolve: takenA } = Promise.withResolvers<void>();
      const other = patient.transaction(async (transaction) => {
        await increment(transaction, 'b');
        takenB();
        await hasA;
        await increment(transaction, 'a');
      });
      await hasB;
      const takeA = async (transaction: Transaction) => {
        await increment(transaction, 'a');
        takenA();
      };
      const outcomes = await shared([takeA, (transaction) => increment(transaction, 'b'), mark(1)]);
      await other;
      assert.deepEqual(statuses(outcomes), ['fulfilled', 'fulfilled', 'fulfilled']);
      assert.deepEqual(await counts(), [2n, 2n, 0n]);
    });
  });

  describe('are told of a connection that breaks', () => {
    const endOwn = 'select pg_terminate_backend(pg_backend_pid())';
    const reasonsOf = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
      outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.constructor);

    it('while one of them runs: nothing of any is kept', async () => {
      const outcomes = await shared([mark(1), (transaction) => transaction.get(endOwn), mark(3)]);
      assert.deepEqual(reasonsOf(outcomes), Array(3).fill(StoreUnavailable));
      assert.deepEqual(await marks(), []);
      assert.equal(await store.transaction(mark(4), together), 1);
    });

    it('during the commit: it may have happened', async () => {
      await store.exec(`
        create table hanging (id bigint primary key);
        create function break_off() returns trigger language plpgsql as
          $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
        create constraint trigger hanging after insert on hanging deferrable initially deferred
          for each row execute function break_off();
      `);
      const hang = (transaction: Transaction) => transaction.run('insert into hanging values (1)');
      const outcomes = await shared([mark(1), hang, mark(3)]);
      assert.deepEqual(reasonsOf(outcomes), Array(3).fill(OutcomeUnknown));
    });
  });

  it('take one connection, and leave the others to others', async () => {
    const small = await open({}, 2);
    const { letGo, first } = await holdUp(small);
    const waiting = Array.from({ length: 100 }, (_, id) => small.transaction(mark(id), together));
    assert.equal(await small.transaction((transaction) => increment(transaction, 'a')), 1);
    const another = { together: 'another merchant' };
    assert.equal(await small.transaction((transaction) => increment(transaction, 'b'), another), 1);
    assert.deepEqual(await marks(), []);
    letGo();
    await Promise.all([first, ...waiting]);
    assert.equal((await marks()).length, 100);
  });

  it('are refused as busy when too many wait, and those that wait are not', async () => {
    const { letGo, first } = await holdUp();
    const waiting = Array.from({ length: 5_000 }, (_, id) => store.transaction(async () => id, together));
    await assert.rejects(store.transaction(mark(1), together), StoreBusy);
    letGo();
    await Promise.all([first, ...waiting]);
    assert.deepEqual(await marks(), []);
  });

  it('are all refused when no connection is to be had', async () => {
    const wire = await openWire(database.url);
    const distant = await openPostgres({ url: wire.url });
    wire.cut();
    await wire.close();
    const outcomes = await Promise.allSettled([1, 2].map((id) => distant.transaction(mark(id), together)));
    for (const outcome of outcomes) {
      assert(outcome.status === 'rejected' && outcome.reason instanceof StoreUnavailable);
    }
    await distant.close();
  });

  it('are finished before the store closes', async () => {
    const closing = await open();
    const { letGo, first } = await holdUp(closing);
    const given = Array.from({ length: 50 }, (_, id) => closing.transaction(mark(id), together));
    const closed = closing.close();
    await assert.rejects(closing.transaction(mark(99), together), StoreUnavailable);
    letGo();
    await Promise.all([first, closed, ...given]);
    assert.equal((await marks()).length, 50);
  });

  describe('in two processes', () => {
    it('follow each other, so that groups which want the same rows in different orders meet in no deadlock', async () => {
      const processes = [store, await open({ deadlock_timeout: '10ms' })];
      const pay = (one: Store, payment: string) =>
        one.transaction(async (transaction) => {
          await increment(transaction, payment);
          await increment(transaction, 'ledger');
        }, together);
      const caller = async (one: Store, number: number) => {
        for (let count = 0; count < 5; count++) await pay(one, (number + count) % 2 === 0 ? 'a' : 'b');
      };
      await Promise.all(
        processes.flatMap((one) => Array.from({ length: 10 }, (_, number) => caller(one, number))),
      );
      assert.deepEqual(await counts(), [50n, 50n, 100n]);
      assert.equal(backedOff, 0);
    });

    it('are refused as busy, and not run, when the other takes too long', async () => {
      const impatient = await open({ lock_timeout: '10ms' });
      const held = await holdUp();
      await store.transaction(mark(1));
      const outcomes = await Promise.allSettled(
        [2, 3].map((id) => impatient.transaction(mark(id), together)),
      );
      held.letGo();
      await held.first;
      for (const outcome of outcomes)
        assert(outcome.status === 'rejected' && outcome.reason instanceof StoreBusy);
      assert.deepEqual(await marks(), [1]);
    });
  });
});
