import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { begunOnce, keptOnce } from './kept-once.ts';
import { createMerchant } from './merchants.ts';

onEachEngine('what is begun once', (opened) => {
  let names = 0;
  const newName = () => {
    names += 1;
    return `beginning ${names}`;
  };
  /** A beginning that creates a merchant of the name. */
  const begin = (name: string, core = opened().core) =>
    begunOnce(core, name, async () => {
      const id = core.newId();
      return {
        value: { id },
        effect: async (transaction) => {
          await createMerchant(transaction, core, { id, name });
        },
      };
    });
  const merchantsNamed = async (name: string) => {
    const rows = await opened().store.all('select merchant_id from merchants where name = $1', [name]);
    return rows.map(({ merchant_id: id }) => id);
  };

  it('takes effect with the value that is kept, and never again', async () => {
    const name = newName();
    const first = await begin(name);
    assert.equal(first.isFirst, true);
    assert.deepEqual(await begin(name, opened().restarted()), { ...first, isFirst: false });
    assert.deepEqual(await merchantsNamed(name), [first.value.id]);
  });

  it('takes effect once, whichever of several that start at once is first', async () => {
    const { core, elsewhere = core } = opened();
    const name = newName();
    const all = await Promise.all([core, elsewhere, core, elsewhere].map((each) => begin(name, each)));
    assert.equal(all.filter(({ isFirst }) => isFirst).length, 1);
    assert.equal(new Set(all.map(({ value }) => value.id)).size, 1);
    assert.deepEqual(await merchantsNamed(name), [all[0]?.value.id]);
  });

  it('is not kept where its effect fails', async () => {
    const { core } = opened();
    const name = newName();
    const failing = begunOnce(core, name, async () => ({
      value: 'never',
      effect: () => Promise.reject(new Error('no effect')),
    }));
    await assert.rejects(failing, /no effect/u);
    assert.equal((await begin(name)).isFirst, true);
  });

  it('is kept sealed', async () => {
    const { core, store } = opened();
    const name = newName();
    await keptOnce(core, name, () => 'a secret of the gateway');
    const row = await store.get('select value from settings where name = $1', [name]);
    assert.ok(row?.value instanceof Uint8Array && !Buffer.from(row.value).includes('secret'));
  });
});
