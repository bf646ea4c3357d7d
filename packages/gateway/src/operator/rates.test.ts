import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onEachEngine } from '../../../../test/support/operated.ts';

onEachEngine('rates, as the operator sets them', (opened) => {
  it('hold until they are set again, or for as long as was said', async () => {
    const { call, environment } = opened();
    const at = environment.now();
    const set = await call('PUT', '/rates', { base: 'USDT', quote: 'USD', rate: '0.9999' });
    assert.deepEqual(
      [set.status, set.body],
      [200, { base: 'USDT', quote: 'USD', rate: '0.9999', source: 'operator', at, isStale: false }],
    );
    const short = {
      base: 'USDT',
      quote: 'IDR',
      rate: '16250',
      source: 'desk',
      validForMilliseconds: 600_000,
    };
    assert.equal((await call('PUT', '/rates', short)).body.expiresAt, at + 600_000);
    environment.advance(600_000);
    const { rates } = (await call('GET', '/rates')).body;
    assert.deepEqual(
      rates.map((each: Record<string, unknown>) => [each.base, each.quote, each.rate, each.isStale]),
      [
        ['USDT', 'IDR', '16250', true],
        ['USDT', 'USD', '0.9999', false],
      ],
    );
  });

  it('come from a file: all of it', async () => {
    const { call } = opened();
    const file = 'base,quote,rate,source\nUSDT,CNY,7.1,desk\nUSDC,CNY,7.2,\n';
    assert.deepEqual((await call('POST', '/rates/import', file)).body, { imported: 2 });
    const { rates } = (await call('GET', '/rates?after=CNY/USDC')).body;
    assert.deepEqual(
      rates.slice(0, 1).map((each: Record<string, unknown>) => [each.base, each.source]),
      [['USDT', 'desk']],
    );
  });

  it('from a file with wrong lines are none, and each such line is told', async () => {
    const { call } = opened();
    const before = (await call('GET', '/rates')).body.rates;
    const file = 'base,quote,rate\nBTC,USD,90000\nXXX,USD,1\nETH,USD,0\n';
    const { status, body } = await call('POST', '/rates/import', file);
    assert.equal(status, 400);
    assert.equal(body.detail, '2 lines are wrong, and nothing was done.');
    assert.deepEqual(body.problems, [
      { line: 3, reason: "base 'XXX' is no asset" },
      { line: 4, reason: 'rate must be above zero' },
    ]);
    assert.deepEqual((await call('GET', '/rates')).body.rates, before);
  });

  it('from a file with many wrong lines are told of the first twenty', async () => {
    const file = `base,quote,rate\n${'XXX,USD,1\n'.repeat(30)}`;
    const { body } = await opened().call('POST', '/rates/import', file);
    assert.equal(body.detail, '30 lines are wrong, and nothing was done. The first 20:');
    assert.equal(body.problems.length, 20);
  });

  it('from a file that is too long are none', async () => {
    const file = `base,quote,rate\n${' '.repeat(1_000_000)}`;
    const { status, body } = await opened().call('POST', '/rates/import', file);
    assert.deepEqual(
      [status, body.problems[0].reason],
      [400, 'the file has more than 1000000 bytes; split it'],
    );
  });

  describe('are refused', () => {
    const usdt = { base: 'USDT', quote: 'USD' };
    const CASES: readonly (readonly [body: object, words: RegExp])[] = [
      [{ ...usdt }, /^rate is required: a decimal above zero/u],
      [{ ...usdt, rate: '0' }, /^rate must be above zero\.$/u],
      [{ ...usdt, rate: '1e3' }, /^rate must be a plain decimal/u],
      [{ ...usdt, base: 'usdt', rate: '1' }, /^base is not valid: the code of an asset/u],
      [{ ...usdt, base: 'XXX', rate: '1' }, /^base: there is no asset XXX/u],
      [{ base: 'USD', quote: 'USD', rate: '1' }, /^quote: not the same asset as base\.$/u],
      [{ ...usdt, rate: '1', validForMilliseconds: '0' }, /^validForMilliseconds must be above zero/u],
      [{ ...usdt, rate: '1', validForMilliseconds: '1.5' }, /^validForMilliseconds is not valid/u],
      [{ ...usdt, rate: '1', validFor: '10m' }, /^validFor is not known here\.$/u],
    ];
    for (const [body, words] of CASES) {
      it(JSON.stringify(body), async () => {
        const answer = await opened().call('PUT', '/rates', body);
        assert.deepEqual([answer.status, answer.body.error], [400, 'invalid']);
        assert.match(answer.body.detail, words);
      });
    }
  });
});
