import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { forEachEngine, openTestStore, type TestStore } from '../../../../test/support/engines.ts';
import { UnstorableValue } from './errors.ts';
import type { Store } from './store.ts';

describe('a value', () => {
  forEachEngine((engine) => {
    let opened: TestStore;
    let store: Store;
    before(async () => {
      opened = await openTestStore(engine);
      store = opened.store;
      const bytes = engine === 'sqlite' ? 'blob' : 'bytea';
      await store.exec(`create table notes (id text primary key, body text, data ${bytes}, size bigint)`);
    });
    after(() => opened.close());

    const roundTrip = (column: string, value: string | bigint | number | Uint8Array | null) =>
      store.transaction(async (transaction) => {
        await transaction.run("delete from notes where id = 'value'");
        await transaction.run(`insert into notes (id, ${column}) values ('value', $1)`, [value]);
        const row = await transaction.get(`select ${column} from notes where id = 'value'`);
        return row?.[column];
      });

    for (const integer of [0n, -1n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
      it(`comes back exactly: ${integer}`, async () => {
        assert.equal(await roundTrip('size', integer), integer);
      });
    }

    for (const text of [
      '',
      'plain',
      'Zażółć gęślą jaźń',
      '支払い 💶',
      "quote ' and \\ and $1",
      '\u{10ffff}\ufffd\r\n',
    ]) {
      it(`comes back exactly: ${JSON.stringify(text)}`, async () => {
        assert.equal(await roundTrip('body', text), text);
      });
    }

    for (const sizeBytes of [0, 1, 256, 70_000]) {
      it(`comes back exactly: ${sizeBytes} bytes`, async () => {
        const bytes = Uint8Array.from({ length: sizeBytes }, (_, index) => index);
        assert.deepEqual(await roundTrip('data', bytes), bytes);
      });
    }

    it('comes back exactly: a slice of a larger buffer', async () => {
      const slice = Buffer.from('before, within, after').subarray(8, 14);
      assert.deepEqual(await roundTrip('data', slice), new TextEncoder().encode('within'));
    });

    it('comes back as null in each type of column', async () => {
      for (const column of ['body', 'data', 'size']) assert.equal(await roundTrip(column, null), null);
    });

    it('of a number is an integer, and comes back as a bigint', async () => {
      assert.equal(await roundTrip('size', 1_767_225_600_000), 1_767_225_600_000n);
    });

    it('counted, summed or compared is a bigint', async () => {
      const sql = `select count(*) as count, sum(size) as sum, 1 < 2 as smaller, 1 > 2 as greater
        from (select cast(9007199254740993 as bigint) as size union all select 1) as sizes`;
      assert.deepEqual(await store.get(sql), {
        count: 2n,
        sum: 9_007_199_254_740_994n,
        smaller: 1n,
        greater: 0n,
      });
    });

    const refused: readonly (readonly [string, string, unknown])[] = [
      ['an integer of 65 bits', 'size', 2n ** 63n],
      ['a negative integer of 65 bits', 'size', -(2n ** 63n) - 1n],
      ['a fraction', 'size', 0.5],
      ['a number that is no longer exact', 'size', 2 ** 53],
      ['text with U+0000', 'body', 'a\0b'],
      ['text with half of a surrogate pair', 'body', 'a\ud83d'],
      ['a boolean', 'size', true],
      ['undefined', 'body', undefined],
      ['a date', 'size', new Date(0)],
    ];
    for (const [what, column, value] of refused) {
      it(`is refused if it is ${what}, without being shown`, async () => {
        await assert.rejects(
          roundTrip(column, value as string),
          (error) =>
            error instanceof UnstorableValue && /^parameter \$1 cannot be stored: it /u.test(error.message),
        );
      });
    }
  });
});
