import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createTestDatabase, type TestDatabase, withoutPostgres } from '../../../../test/support/postgres.ts';
import { openWire, type Wire } from '../../../../test/support/wire.ts';
import { OutcomeUnknown, StoreBusy, StoreUnavailable } from './errors.ts';
import { openPostgres } from './postgres.ts';
import type { Store, Transaction } from './store.ts';

describe('the store on PostgreSQL', { skip: withoutPostgres() }, () => {
  let database: TestDatabase;
  let store: Store;
  /** The tries after which the store backed off. */
  let backedOffAfter: number[];
  const backOff = async (attempt: number) => {
    backedOffAfter.push(attempt);
  };

  /** The database's url with settings of the server for each connection. */
  function urlWith(settings: Readonly<Record<string, string>>): string {
    const url = new URL(database.url);
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    url.searchParams.set('options', options.join(' '));
    return url.href;
  }

  before(async () => {
    database = await createTestDatabase();
    store = await openPostgres({ url: urlWith({ deadlock_timeout: '10ms' }), backOff });
    await store.exec('create table counters (id text primary key, count bigint not null)');
  });
  after(async () => {
    await store.close();
    await database.drop();
  });
  beforeEach(async () => {
    backedOffAfter = [];
    await store.exec("delete from counters; insert into counters values ('a', 0), ('b', 0)");
  });

  const increment = (transaction: Transaction, id: string) =>
    transaction.run('update counters set count = count + 1 where id = $1', [id]);
  const counts = async () =>
    (await store.all('select count from counters order by id')).map(({ count }) => count);

  /** Lets go once two have come; those that come later pass. */
  function meeting(): () => Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let come = 0;
    return () => {
      come++;
      if (come === 2) resolve();
      return promise;
    };
  }

  describe('runs a transaction again', () => {
    it('that was chosen to end a deadlock', async () => {
      const bothHaveOne = meeting();
      const both = (first: string, second: string) =>
        store.transaction(async (transaction) => {
          await increment(transaction, first);
          await bothHaveOne();
          await increment(transaction, second);
        });
      await Promise.all([both('a', 'b'), both('b', 'a')]);
      assert.deepEqual(await counts(), [2n, 2n]);
      assert.equal(backedOffAfter[0], 1);
    });

    it('that could not be serialized', async () => {
      const bothHaveRead = meeting();
      const readAndWrite = () =>
        store.transaction(async (transaction) => {
          await transaction.run('set transaction isolation level serializable');
          const row = await transaction.get("select count from counters where id = 'a'");
          await bothHaveRead();
          await transaction.run("update counters set count = $1 where id = 'a'", [
            (row?.count as bigint) + 1n,
          ]);
        });
      await Promise.all([readAndWrite(), readAndWrite()]);
      assert.deepEqual(await counts(), [2n, 0n]);
      assert.deepEqual(backedOffAfter, [1]);
    });

    const FAIL = "do $$ begin raise exception using errcode = 'serialization_failure'; end $$";

    it('even if its work makes another error of the failure', async () => {
      let tries = 0;
      await store.transaction(async (transaction) => {
        await increment(transaction, 'a');
        tries++;
        if (tries > 1) return;
        await transaction.run(FAIL).catch((cause: unknown) => {
          throw new Error('the order could not be placed', { cause });
        });
      });
      assert.deepEqual(await counts(), [1n, 0n]);
    });

    it('ten times at most', async () => {
      const work = store.transaction(async (transaction) => {
        await increment(transaction, 'a');
        await transaction.run(FAIL);
      });
      await assert.rejects(work, StoreBusy);
      assert.deepEqual(await counts(), [0n, 0n]);
      assert.deepEqual(backedOffAfter, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });
  });

  describe('says that it is unavailable', () => {
    const end = (pid: unknown) => store.get('select pg_terminate_backend($1)', [Number(pid)]);
    const ownPid = 'select pg_backend_pid() as pid';

    it('where there is no server, without showing the password', async () => {
      const url = 'postgres://gateway:hunter2@127.0.0.1:1/countersign';
      await assert.rejects(
        openPostgres({ url }),
        (error) => error instanceof StoreUnavailable && !error.message.includes('hunter2'),
      );
    });

    it('if the connection breaks during a transaction, and works again with the next', async () => {
      const work = store.transaction(async (transaction) => {
        const row = await transaction.get(ownPid);
        await increment(transaction, 'a');
        await end(row?.pid);
        await increment(transaction, 'b');
      });
      await assert.rejects(work, StoreUnavailable);
      await store.transaction((transaction) => increment(transaction, 'b'));
      assert.deepEqual(await counts(), [0n, 1n]);
    });

    it('that a commit may have happened, if the connection breaks during it', async () => {
      await store.exec(`
        create table hanging (id bigint primary key);
        create function break_off() returns trigger language plpgsql as
          $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
        create constraint trigger hanging after insert on hanging deferrable initially deferred
          for each row execute function break_off();
      `);
      const work = store.transaction((transaction) => transaction.run('insert into hanging values (1)'));
      await assert.rejects(work, OutcomeUnknown);
    });

    it('if its work hangs, so that the connection is there for others', async () => {
      const single = await openPostgres({ url: database.url, poolSize: 1 });
      const work = single.transaction(async (transaction) => {
        await increment(transaction, 'a');
        await transaction.run("set local idle_in_transaction_session_timeout = '1ms'");
        await new Promise(() => undefined);
      });
      await assert.rejects(work, StoreUnavailable);
      assert.deepEqual(await single.get('select sum(count) as sum from counters'), { sum: 0n });
      await single.close();
    });

    describe('when the server falls silent', () => {
      let wire: Wire;
      let distant: Store;
      beforeEach(async () => {
        wire = await openWire(database.url);
        distant = await openPostgres({ url: wire.url, answerTimeoutMilliseconds: 100 });
      });
      afterEach(async () => {
        wire.cut();
        await distant.close();
        await wire.close();
      });

      it('during a statement, and works again over new connections', async () => {
        wire.silence();
        await assert.rejects(distant.get('select 1 as one'), StoreUnavailable);
        wire.cut();
        assert.deepEqual(await distant.get('select 1 as one'), { one: 1n });
      });

      it('during a commit, which may have happened', async () => {
        const work = distant.transaction(async (transaction) => {
          await increment(transaction, 'a');
          wire.silence();
        });
        await assert.rejects(work, OutcomeUnknown);
      });
    });

    it('at most once for a connection that broke while idle', async () => {
      const single = await openPostgres({ url: database.url, poolSize: 1 });
      await end((await single.get(ownPid))?.pid);
      await single.get('select 1 as one').catch((error) => assert(error instanceof StoreUnavailable));
      assert.deepEqual(await single.get('select 1 as one'), { one: 1n });
      await single.close();
    });
  });

  it('says that it is busy when a statement takes too long', async () => {
    const work = store.transaction(async (transaction) => {
      await transaction.run("set local statement_timeout = '1ms'");
      await transaction.get('select pg_sleep(60)');
    });
    await assert.rejects(work, StoreBusy);
  });

  it('serves more transactions than it has connections', async () => {
    const small = await openPostgres({ url: database.url, poolSize: 2 });
    const work = () => small.transaction((transaction) => increment(transaction, 'a'));
    await Promise.all(Array.from({ length: 50 }, work));
    await small.close();
    assert.deepEqual(await counts(), [50n, 0n]);
  });

  it('has a statement prepared once for a connection', async () => {
    const statement = 'select count from counters where id = $1 and 1 = 1';
    const prepared = await store.transaction(async (transaction) => {
      for (const id of ['a', 'b', 'a']) await transaction.get(statement, [id]);
      return transaction.all('select statement from pg_prepared_statements where statement = $1', [
        statement,
      ]);
    });
    assert.deepEqual(prepared, [{ statement }]);
  });

  it('tells the server its name and its patience', async () => {
    const settings = `select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
      current_setting('idle_in_transaction_session_timeout') as idle`;
    assert.deepEqual(await store.get(settings), { name: 'countersign', statement: '10s', idle: '10s' });
  });

  describe('refuses a database', () => {
    it('that acknowledges what is not yet durable', async () => {
      await assert.rejects(openPostgres({ url: urlWith({ synchronous_commit: 'off' }) }), {
        message:
          /^PostgreSQL would acknowledge payments before they are durable: set synchronous_commit = on$/,
      });
    });

    it('that is not encoded in UTF-8', async () => {
      const url = new URL(database.url);
      url.pathname += '_ascii';
      const name = url.pathname.slice(1);
      await store.exec(`create database ${name} template template0 encoding 'SQL_ASCII' locale 'C'`);
      await assert.rejects(openPostgres({ url: url.href }), {
        message: /^the PostgreSQL database is encoded in SQL_ASCII: create one with encoding 'UTF8'/,
      });
      await store.exec(`drop database ${name}`);
    });
  });
});
