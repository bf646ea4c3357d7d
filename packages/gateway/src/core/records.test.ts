import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { amountOf, formatAmount, formatRate, requireAsset } from '../money/index.ts';
import { feeFor, setFee } from './fees.ts';
import { createMerchant, findMerchant, listMerchants } from './merchants.ts';
import { createParty, findParty } from './parties.ts';
import { findRate, findRates, putRate } from './rates.ts';
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

onEachEngine('a rate', (opened) => {
  const [usd, cny, usdt, btc] = ['USD', 'CNY', 'USDT', 'BTC'].map(requireAsset) as [
    ReturnType<typeof requireAsset>,
    ReturnType<typeof requireAsset>,
    ReturnType<typeof requireAsset>,
    ReturnType<typeof requireAsset>,
  ];
  const put = (base: typeof usd, quote: typeof usd, rate: string, at: number) =>
    opened().core.perform((transaction) => putRate(transaction, { base, quote, rate, source: 'desk', at }));

  it('is the latest of its pair, whatever comes late', async () => {
    const { core } = opened();
    assert.equal(await put(usdt, usd, '1.01', 10), true);
    assert.equal(await put(usdt, usd, '0.99', 9), false);
    assert.equal(await put(usdt, usd, '1.02', 11), true);
    const found = await findRate(core.reader, { base: usdt, quote: usd });
    assert.ok(found);
    assert.deepEqual([formatRate(found.rate), found.source, found.at], ['1.02', 'desk', 11]);
  });

  it('serves the other way round too, exactly', async () => {
    const { core } = opened();
    await put(btc, cny, '0.25', 1);
    const found = await findRate(core.reader, { base: cny, quote: btc });
    assert.ok(found);
    assert.deepEqual([found.rate.base.code, formatRate(found.rate)], ['CNY', '4']);
  });

  it('is listed with the others of its quote, by base', async () => {
    const { core } = opened();
    const eur = requireAsset('EUR');
    await put(usdt, eur, '0.92', 1);
    await put(btc, eur, '90000', 1);
    const rates = await findRates(core.reader, eur);
    assert.deepEqual(
      rates.map(({ rate }) => [rate.base.code, formatRate(rate)]),
      [
        ['BTC', '90000'],
        ['USDT', '0.92'],
      ],
    );
    assert.deepEqual(await findRates(core.reader, requireAsset('THB')), []);
    assert.equal(await findRate(core.reader, { base: btc, quote: requireAsset('THB') }), undefined);
  });

  it('must be a decimal above zero', async () => {
    for (const rate of ['0', '-1', '1e3', ''])
      await assert.rejects(put(usdt, usd, rate, 99), RangeError, rate);
  });
});

onEachEngine('a fee', (opened) => {
  it('is what the merchant’s schedule says, and nothing where it says nothing', async () => {
    const { core, merchantId, newMerchant } = opened();
    const idr = requireAsset('IDR');
    const of = { merchantId, operation: 'payout', asset: idr };
    const fee = async (more = {}) => formatAmount(await feeFor(core.reader, { ...of, ...more }));
    const set = (minor: bigint) =>
      core.perform((transaction) => setFee(transaction, { ...of, fee: amountOf(idr, minor) }));
    assert.equal(await fee(), '0.00');
    await set(400_000n);
    await set(450_000n);
    assert.equal(await fee(), '4500.00');
    assert.equal(await fee({ operation: 'refund' }), '0.00');
    assert.equal(await fee({ merchantId: await newMerchant() }), '0.00');
  });
});
