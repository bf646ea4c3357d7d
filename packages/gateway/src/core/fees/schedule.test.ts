import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { amountOf, requireAsset } from '../../money/index.ts';
import { type FeeSchedule, FREE, feeOf, withheldFeeOf } from './schedule.ts';

const usd = (minor: bigint) => amountOf(requireAsset('USD'), minor);

const minor = fc.bigInt(0n, 10n ** 15n);
const schedules: fc.Arbitrary<FeeSchedule> = fc
  .record({
    fixed: minor,
    proportionMillionths: fc.bigInt(0n, 1_000_000n),
    minimum: minor,
    above: fc.option(minor, { nil: undefined }),
  })
  .map(({ above, ...schedule }) => ({
    ...schedule,
    ...(above !== undefined && { maximum: schedule.minimum + above }),
  }));

describe('a fee', () => {
  const cases: readonly (readonly [string, Partial<FeeSchedule>, bigint, bigint])[] = [
    ['nothing where nothing is set', {}, 1_000n, 0n],
    ['a fixed amount', { fixed: 30n }, 1_000n, 30n],
    ['a proportion', { proportionMillionths: 10_000n }, 1_000n, 10n],
    ['a proportion, rounded up', { proportionMillionths: 10_000n }, 1_001n, 11n],
    ['the tiniest proportion of the tiniest amount', { proportionMillionths: 1n }, 1n, 1n],
    ['both', { fixed: 30n, proportionMillionths: 29_000n }, 1_000n, 59n],
    ['the minimum where that is more', { proportionMillionths: 10_000n, minimum: 50n }, 1_000n, 50n],
    ['the maximum where that is less', { proportionMillionths: 10_000n, maximum: 5n }, 1_000n, 5n],
    ['nothing more than the fixed part on nothing', { fixed: 7n, proportionMillionths: 500_000n }, 0n, 7n],
  ];
  for (const [name, schedule, amount, fee] of cases) {
    it(`is ${name}`, () => assert.deepEqual(feeOf({ ...FREE, ...schedule }, usd(amount)), usd(fee)));
  }

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(schedules, minor, (schedule, amount) => {
        const fee = feeOf(schedule, usd(amount)).minor;
        assert.ok(fee >= schedule.minimum && fee <= (schedule.maximum ?? fee));
      }),
    );
  });

  it('is the exact one or less than a minor unit above it, where no bound applies', () => {
    fc.assert(
      fc.property(schedules, minor, ({ fixed, proportionMillionths }, amount) => {
        const fee = feeOf({ fixed, proportionMillionths, minimum: 0n }, usd(amount)).minor;
        const excessMillionths = (fee - fixed) * 1_000_000n - amount * proportionMillionths;
        assert.ok(excessMillionths >= 0n && excessMillionths < 1_000_000n);
      }),
    );
  });

  it('never falls as the amount grows, and charges parts no less than the whole', () => {
    fc.assert(
      fc.property(schedules, minor, minor, (schedule, one, other) => {
        const whole = feeOf(schedule, usd(one + other)).minor;
        assert.ok(whole >= feeOf(schedule, usd(one)).minor);
        assert.ok(whole <= feeOf(schedule, usd(one)).minor + feeOf(schedule, usd(other)).minor);
      }),
    );
  });

  it('that is withheld is never more than the amount, and otherwise the same', () => {
    fc.assert(
      fc.property(schedules, minor, (schedule, amount) => {
        const [fee, withheld] = [
          feeOf(schedule, usd(amount)).minor,
          withheldFeeOf(schedule, usd(amount)).minor,
        ];
        assert.equal(withheld, fee > amount ? amount : fee);
      }),
    );
  });
});
