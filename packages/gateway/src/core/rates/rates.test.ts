import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { type Asset, formatRate, parseRate, requireAsset } from '../../money/index.ts';
import { findRate, findRates, listRates, putRate } from './rates.ts';

const [usd, cny, eur, thb] = [
  requireAsset('USD'),
  requireAsset('CNY'),
  requireAsset('EUR'),
  requireAsset('THB'),
];
const [usdt, btc] = [requireAsset('USDT'), requireAsset('BTC')];

onEachEngine('a rate', (opened) => {
  const put = (base: Asset, quote: Asset, rate: string, at: number, expiresAt?: number) =>
    opened().core.perform((transaction) =>
      putRate(transaction, { base, quote, rate, source: 'desk', at, ...(expiresAt && { expiresAt }) }),
    );
  const find = (base: Asset, quote: Asset, now = 100) => findRate(opened().core.reader, { base, quote, now });
  const shown = async (base: Asset, quote: Asset, now?: number) => {
    const finding = await find(base, quote, now);
    return finding.outcome === 'found' ? formatRate(finding.rate) : finding.outcome;
  };

  it('is the latest of its pair, whatever comes late', async () => {
    assert.equal(await put(usdt, usd, '1.01', 10), true);
    assert.equal(await put(usdt, usd, '0.99', 9), false);
    assert.equal(await put(usdt, usd, '1.02', 11), true);
    const found = await find(usdt, usd);
    assert.ok(found.outcome === 'found');
    assert.deepEqual([formatRate(found.rate), found.source, found.at], ['1.02', 'desk', 11]);
    assert.equal(await shown(btc, thb), 'unknown');
  });

  it('serves the other way round too, exactly', async () => {
    await put(btc, cny, '0.25', 1);
    const found = await find(cny, btc);
    assert.ok(found.outcome === 'found');
    assert.deepEqual([found.rate.base.code, formatRate(found.rate)], ['CNY', '4']);
  });

  it('is stale from its expiry on, until it is renewed', async () => {
    await put(usdt, thb, '33', 10, 20);
    assert.deepEqual([await shown(usdt, thb, 19), await shown(usdt, thb, 20)], ['33', 'stale']);
    assert.equal(await shown(thb, usdt, 20), 'stale');
    const rates = async (now: number) => (await findRates(opened().core.reader, { quote: thb, now })).length;
    assert.deepEqual([await rates(19), await rates(20)], [1, 0]);
    await put(usdt, thb, '34', 20);
    assert.equal(await shown(usdt, thb, 1_000), '34');
  });

  it('gives way, once stale, to that of the pair turned round', async () => {
    await put(btc, thb, '3000000', 10, 20);
    await put(thb, btc, '0.5', 10);
    assert.deepEqual([await shown(btc, thb, 19), await shown(btc, thb, 20)], ['3000000', '2']);
  });

  it('is listed with the others of its quote, by base', async () => {
    const { reader } = opened().core;
    await put(usdt, eur, '0.92', 1);
    await put(btc, eur, '90000', 1);
    const rates = await findRates(reader, { quote: eur, now: 100 });
    assert.deepEqual(
      rates.map((rate) => [rate.base.code, formatRate(rate)]),
      [
        ['BTC', '90000'],
        ['USDT', '0.92'],
      ],
    );
    assert.deepEqual(await findRates(reader, { quote: requireAsset('VND'), now: 100 }), []);
  });

  it('is listed with all others, page by page, by quote and base', async () => {
    const { reader } = opened().core;
    await put(btc, eur, '90000', 1, 2);
    const all = (await listRates(reader, { limit: 100 })).map(({ rate }) => rate);
    const pages: typeof all = [];
    for (;;) {
      const last = pages.at(-1);
      const after = last && { quote: last.quote.code, base: last.base.code };
      const page = await listRates(reader, { limit: 2, ...(after && { after }) });
      if (page.length === 0) break;
      pages.push(...page.map(({ rate }) => rate));
    }
    assert.deepEqual(pages, all);
    const names = all.map(({ base, quote }) => `${quote.code} ${base.code}`);
    assert.deepEqual(names, names.toSorted());
    assert.ok(names.includes('EUR BTC'));
  });

  it('must be a decimal above zero, and hold for a while', async () => {
    for (const rate of ['0', '-1', '1e3', '']) {
      await assert.rejects(put(usdt, usd, rate, 99), RangeError, rate);
    }
    await assert.rejects(put(usdt, usd, '1', 99, 99), RangeError);
  });

  it('is kept as it was said, and is stale exactly where its expiry has come', async () => {
    let at = 1_000;
    const decimal = fc
      .tuple(fc.bigInt(1n, 10n ** 18n), fc.integer({ min: 0, max: 18 }))
      .map(([mantissa, scale]) => {
        const digits = String(mantissa).padStart(scale + 1, '0');
        const point = digits.length - scale;
        return scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
      });
    const moments = fc.record({
      life: fc.integer({ min: 1, max: 9 }),
      asked: fc.integer({ min: 0, max: 10 }),
    });
    await fc.assert(
      fc.asyncProperty(decimal, moments, async (text, { life, asked }) => {
        at += 1;
        await put(usdt, cny, text, at, at + life);
        const found = await find(usdt, cny, at + asked);
        const rate = parseRate(text, { base: usdt, quote: cny });
        const expected =
          asked < life
            ? { outcome: 'found', rate, source: 'desk', at, expiresAt: at + life }
            : { outcome: 'stale', expiresAt: at + life };
        assert.deepEqual(found, expected);
      }),
      { numRuns: 30 },
    );
  });

  it('that another process changes is seen at once', async () => {
    const { elsewhere } = opened();
    if (elsewhere === undefined) return;
    await put(usdt, usd, '1.5', 200);
    await elsewhere.perform((transaction) =>
      putRate(transaction, { base: usdt, quote: usd, rate: '1.6', source: 'desk', at: 201 }),
    );
    assert.equal(await shown(usdt, usd), '1.6');
  });
});
