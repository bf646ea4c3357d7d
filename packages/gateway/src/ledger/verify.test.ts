import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { idr, onEachEngine, type TestLedger, usd } from '../../../../test/support/ledger.ts';
import type { Reader, Store } from '../store/store.ts';
import { movement, postTransfer, verifyLedger } from './index.ts';

const IN = { from: 'rail', to: 'available' } as const;

onEachEngine('verifying a ledger', (opened) => {
  /** Seven transfers: 1 and 2 deposits, 3 pending, 4 its completion, 5 pending, 6 its void, 7 another deposit. */
  const kept = async () => {
    const { environment, newMerchant, move, resolve } = opened();
    const merchantId = await newMerchant();
    const pending = (reference: string) => ({ phase: 'pending', reference }) as const;
    await move(merchantId, usd(500n), IN);
    environment.advance(1);
    await move(merchantId, idr(7n), IN);
    await move(merchantId, usd(200n), { from: 'available', to: 'held' }, pending('payout'));
    const postings = [
      { purpose: 'held', amount: usd(-200n) },
      { purpose: 'rail', amount: usd(200n) },
    ] as const;
    await resolve(merchantId, 'payout', { phase: 'completion', postings });
    await move(merchantId, usd(9n), { from: 'rail', to: 'pending' }, pending('deposit'));
    await resolve(merchantId, 'deposit', { phase: 'void' });
    environment.advance(1);
    await move(merchantId, usd(1n), IN);
    return merchantId;
  };
  /** `position code` of each problem. */
  const verified = async (merchantId: string, options?: Parameters<typeof verifyLedger>[2]) => {
    const { problems } = await verifyLedger(opened().store, merchantId, options);
    assert.ok(problems.every((problem) => problem.merchantId === merchantId && problem.message !== ''));
    return problems.map(({ position, code }) => `${position} ${code}`);
  };

  it('finds nothing in one that is right, and says where its chain ends', async () => {
    const { store, newMerchant } = opened();
    const merchantId = await kept();
    const { transfers, head, problems } = await verifyLedger(store, merchantId);
    assert.deepEqual(problems, []);
    assert.equal(transfers, 7);
    assert.match(head, /^[0-9a-f]{64}$/);
    const empty = await verifyLedger(store, await newMerchant());
    assert.deepEqual(
      { transfers: empty.transfers, problems: empty.problems },
      { transfers: 0, problems: [] },
    );
    assert.notEqual(head, empty.head);
  });

  it('goes page by page, and tells how far it is', async () => {
    const merchantId = await opened().newMerchant();
    await postMany(opened(), merchantId, 600);
    const progress: string[] = [];
    const onProgress = (done: number, of: number) => void progress.push(`${done} of ${of}`);
    assert.deepEqual(await verified(merchantId, { onProgress }), []);
    assert.deepEqual(progress, ['500 of 600', '600 of 600']);
  });

  it('is not disturbed by what is posted meanwhile', async () => {
    const { store, move } = opened();
    const merchantId = await kept();
    const meanwhile: Reader = {
      get: (sql, values) => store.get(sql, values),
      all: async (sql, values) => {
        const rows = await store.all(sql, values);
        await move(merchantId, usd(1n), IN);
        return rows;
      },
    };
    assert.deepEqual((await verifyLedger(meanwhile, merchantId)).problems, []);
    assert.deepEqual(await verified(merchantId), []);
  });

  const tampering: readonly {
    readonly name: string;
    readonly sql: readonly string[];
    readonly found: readonly string[];
  }[] = [
    {
      name: 'an amount, alone',
      sql: [
        "update postings set amount_minor = 600 where merchant_id = $1 and position = 1 and purpose = 'available'",
      ],
      found: ['1 hash', '1 sum', '1 balance'],
    },
    {
      name: 'both amounts of a transfer, and the balances after it',
      sql: [
        `update postings set amount_minor = 2 * amount_minor, balance_minor = balance_minor + amount_minor
          where merchant_id = $1 and position = 7`,
        `update accounts set balance_minor = balance_minor + 1
          where merchant_id = $1 and asset = 'USD' and purpose = 'available'`,
        `update accounts set balance_minor = balance_minor - 1
          where merchant_id = $1 and asset = 'USD' and purpose = 'rail'`,
      ],
      found: ['7 hash'],
    },
    {
      name: 'the account of a posting',
      sql: [
        "update postings set purpose = 'fees' where merchant_id = $1 and position = 7 and purpose = 'available'",
      ],
      found: ['7 hash', '7 balance', '7 account', '7 account'],
    },
    {
      name: 'what a transfer was for',
      sql: ["update transfers set reference = 'other' where merchant_id = $1 and position = 4"],
      found: ['4 hash'],
    },
    {
      name: 'when it was',
      sql: [
        'update transfers set posted_at = 1 where merchant_id = $1 and position = 3',
        'update postings set posted_at = 1 where merchant_id = $1 and position = 3',
      ],
      found: ['3 time', '3 hash'],
    },
    {
      name: 'the time of a posting',
      sql: ['update postings set posted_at = posted_at + 1 where merchant_id = $1 and position = 3'],
      found: ['3 time'],
    },
    {
      name: 'what a void undoes',
      sql: ['update transfers set resolves_position = 1 where merchant_id = $1 and position = 6'],
      found: ['6 hash', '6 resolution'],
    },
    {
      name: 'a transfer away, with its postings',
      sql: [
        'delete from postings where merchant_id = $1 and position = 2',
        'delete from transfers where merchant_id = $1 and position = 2',
      ],
      found: ['2 missing', '7 account', '7 account'],
    },
    {
      name: 'a transfer away, alone',
      sql: ['delete from transfers where merchant_id = $1 and position = 2'],
      found: ['2 missing', '2 missing', '7 account', '7 account'],
    },
    {
      name: 'the last transfer away',
      sql: [
        'delete from postings where merchant_id = $1 and position = 7',
        'delete from transfers where merchant_id = $1 and position = 7',
      ],
      found: ['7 missing', '7 account', '7 account'],
    },
    {
      name: 'the order of two transfers',
      sql: [1, 2]
        .flatMap((position) => [
          `update transfers set position = ${position} + 100 where merchant_id = $1 and position = ${position}`,
          `update postings set position = ${position} + 100 where merchant_id = $1 and position = ${position}`,
        ])
        .concat(
          [1, 2].flatMap((position) => [
            `update transfers set position = 3 - ${position} where merchant_id = $1 and position = ${position} + 100`,
            `update postings set position = 3 - ${position} where merchant_id = $1 and position = ${position} + 100`,
          ]),
        ),
      found: ['1 hash', '2 time', '2 hash', '3 hash'],
    },
    {
      name: 'the balance of an account',
      sql: [
        "update accounts set balance_minor = 900 where merchant_id = $1 and asset = 'USD' and purpose = 'available'",
      ],
      found: ['7 account'],
    },
    {
      name: 'an account away',
      sql: ["delete from accounts where merchant_id = $1 and asset = 'USD' and purpose = 'available'"],
      found: ['7 account'],
    },
    {
      name: 'the head back by one',
      sql: [
        `update ledger_heads set position = 6,
          hash = (select hash from transfers where merchant_id = $1 and position = 6),
          posted_at = (select posted_at from transfers where merchant_id = $1 and position = 6)
          where merchant_id = $1`,
      ],
      found: ['6 account', '6 account', '7 head'],
    },
    {
      name: 'the hash of the head',
      sql: [
        'update ledger_heads set hash = (select hash from transfers where merchant_id = $1 and position = 1) where merchant_id = $1',
      ],
      found: ['7 head'],
    },
    {
      name: 'the head away',
      sql: ['delete from ledger_heads where merchant_id = $1'],
      found: ['0 account', '0 account', '0 account', '0 account', '1 head'],
    },
  ];
  for (const { name, sql, found } of tampering) {
    it(`finds who changed or took ${name}`, async () => {
      const merchantId = await kept();
      await tamper(opened(), merchantId, sql);
      assert.deepEqual(await verified(merchantId), found);
    });
  }

  it('finds that a whole chain was made anew, by the hash that was kept elsewhere', async () => {
    const { store, newMerchant, move } = opened();
    const [merchantId, other] = [await newMerchant(), await newMerchant()];
    await move(merchantId, usd(500n), IN, { reference: 'deposit' });
    await move(other, usd(5n), IN, { reference: 'deposit' });
    const { transfers, head } = await verifyLedger(store, merchantId);
    assert.deepEqual(await verified(merchantId, { kept: { transfers, head } }), []);
    const anew = await verifyLedger(store, other);
    assert.deepEqual(await verified(merchantId, { kept: anew }), ['1 head']);
    assert.deepEqual(await verified(merchantId, { kept: { transfers: 2, head } }), ['1 head']);
  });
});

/** As somebody does who has the database itself, and so gets past its guards. */
async function tamper(
  { engine, store }: TestLedger,
  merchantId: string,
  statements: readonly string[],
): Promise<void> {
  if (engine === 'sqlite') return tamperWithFile(store, merchantId, statements);
  await store.transaction(async (transaction) => {
    await transaction.run('set local session_replication_role = replica');
    for (const sql of statements) await transaction.run(sql, [merchantId]);
  });
}

async function tamperWithFile(
  store: Store,
  merchantId: string,
  statements: readonly string[],
): Promise<void> {
  const opened = await store.get("select file from pragma_database_list where name = 'main'");
  const database = new DatabaseSync(String(opened?.file), { enableForeignKeyConstraints: false });
  const triggers = database.prepare("select name, sql from sqlite_master where type = 'trigger'").all();
  for (const { name } of triggers) database.exec(`drop trigger ${name}`);
  for (const sql of statements) database.prepare(sql.replaceAll('$1', '?1')).run(merchantId);
  for (const { sql } of triggers) database.exec(String(sql));
  database.close();
  // What another program wrote is seen from the next turn on: reads of one turn share a snapshot.
  await nextTurn();
}

async function postMany(
  { store, environment }: TestLedger,
  merchantId: string,
  count: number,
): Promise<void> {
  const postings = movement(usd(1n), IN);
  await store.transaction(async (transaction) => {
    for (let each = 1; each <= count; each += 1) {
      const command = { merchantId, kind: 'test', reference: `${each}`, postings };
      await postTransfer(transaction, command, environment.now());
    }
  });
}
