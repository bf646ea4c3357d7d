import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { createMerchant, findMerchant, listMerchants } from './merchants.ts';
import { createParty, findParty } from './parties.ts';
import { createShop, findShop, listShops } from './shops.ts';

onEachEngine('a merchant', (opened) => {
  it('is found by its id, and listed by pages in the order of creation', async () => {
    const { core } = opened();
    const create = (name: string) =>
      core.perform((transaction) => createMerchant(transaction, core, { name }));
    const [first, second, third] = [await create('One'), await create('Two'), await create('Three')];
    assert.deepEqual(await findMerchant(core.reader, second.id), second);
    assert.equal(await findMerchant(core.reader, 'nobody'), undefined);
    assert.deepEqual(await listMerchants(core.reader, { afterId: first.id, limit: 1 }), [second]);
    assert.deepEqual(await listMerchants(core.reader, { afterId: first.id, limit: 9 }), [second, third]);
  });
});

onEachEngine('a party', (opened) => {
  const form = {
    code: 'person',
    group: [{ code: 'base', fields: [{ fieldKey: 'name', fieldValue: 'Ana Lúcia' }] }],
  };
  const key = () => ({ merchantId: opened().merchantId, dialect: 'upay', kind: 'payer', number: '210337' });

  it('is found by its number, with its form, which the store cannot be read for', async () => {
    const { core, store, newMerchant } = opened();
    const party = await core.perform((transaction) => createParty(transaction, core, { ...key(), form }));
    assert.deepEqual(await findParty(core.reader, core, key()), party);
    assert.deepEqual(party.form, form);
    for (const other of [{ merchantId: await newMerchant() }, { kind: 'beneficiary' }, { dialect: 'x' }]) {
      assert.equal(await findParty(core.reader, core, { ...key(), ...other }), undefined);
    }
    const row = await store.get('select form from parties where merchant_id = $1', [key().merchantId]);
    assert.ok(row?.form instanceof Uint8Array);
    assert.equal(Buffer.from(row.form).includes('Ana'), false);
  });
});

onEachEngine('a shop', (opened) => {
  it('is found by its number and listed by it, of its own merchant only', async () => {
    const { core, merchantId, newMerchant } = opened();
    const create = (number: string, url?: string) =>
      core.perform((transaction) =>
        createShop(transaction, core, {
          merchantId,
          dialect: 'blackhat',
          number,
          name: `Shop ${number}`,
          ...(url !== undefined && { url }),
          confirmed: url !== undefined,
        }),
      );
    const [second, first] = [await create('8'), await create('7', 'https://shop.example')];
    const key = { merchantId, dialect: 'blackhat' };
    assert.deepEqual(await findShop(core.reader, { ...key, number: '7' }), first);
    assert.deepEqual(await listShops(core.reader, key), [first, second]);
    const stranger = { ...key, merchantId: await newMerchant() };
    assert.deepEqual(await listShops(core.reader, stranger), []);
    assert.equal(await findShop(core.reader, { ...stranger, number: '7' }), undefined);
  });
});
