import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SCHEDULE } from '../../../../test/support/deliveries.ts';
import {
  CallbackScheduleError,
  nextDelayMilliseconds,
  RETRY_AFTER_MILLISECONDS_MAXIMUM,
  retryAfterMilliseconds,
  scheduleFrom,
  writeSchedule,
} from './schedule.ts';

const NOW = Date.UTC(2026, 0, 1);

describe('the time from an attempt to the next', () => {
  it('is the provider’s, or up to a tenth more', () => {
    const [first = 0, second = 0] = SCHEDULE.delaysMilliseconds;
    assert.equal(nextDelayMilliseconds(SCHEDULE, 1, 0), first);
    assert.equal(nextDelayMilliseconds(SCHEDULE, 2, 1), second + second / 10);
    assert.equal(nextDelayMilliseconds(SCHEDULE, 3, 0), undefined);
    fc.assert(
      fc.property(fc.nat(10 ** 9), fc.double({ min: 0, max: 1, noNaN: true }), (delay, chance) => {
        const next = nextDelayMilliseconds({ ...SCHEDULE, delaysMilliseconds: [delay] }, 1, chance) ?? -1;
        assert.ok(next >= delay && next <= delay + delay / 10 && Number.isSafeInteger(next));
      }),
    );
  });
});

describe('Retry-After', () => {
  const asked = (value: string, status = 503) =>
    retryAfterMilliseconds({ status, headers: [['retry-after', value]] }, NOW);

  it('is seconds, or a date', () => {
    assert.equal(asked('120'), 120_000);
    assert.equal(asked(' 0 '), 0);
    assert.equal(asked('Thu, 01 Jan 2026 00:01:00 GMT'), 60_000);
  });

  it('is an hour at most, and nothing before now', () => {
    for (const long of ['86400', '999999999', 'Fri, 01 Jan 2100 00:00:00 GMT']) {
      assert.equal(asked(long), RETRY_AFTER_MILLISECONDS_MAXIMUM);
    }
    assert.equal(asked('Thu, 01 Jan 1970 00:00:00 GMT'), 0);
  });

  it('is heard from 429 and 503 only, where it can be read', () => {
    assert.equal(asked('120', 429), 120_000);
    for (const status of [200, 301, 500]) assert.equal(asked('120', status), undefined);
    for (const unreadable of ['', 'soon', '-5 minutes', '9'.repeat(400)])
      assert.equal(asked(unreadable), undefined);
    assert.equal(retryAfterMilliseconds({ status: 503, headers: [] }, NOW), undefined);
  });
});

describe('a merchant’s own schedule', () => {
  it('takes the place of the dialect’s delays, and of its timeout if it has one', () => {
    const own = writeSchedule({ delaysMilliseconds: [1, 2] });
    assert.deepEqual(scheduleFrom(SCHEDULE, own), { ...SCHEDULE, delaysMilliseconds: [1, 2] });
    const both = writeSchedule({ delaysMilliseconds: [], timeoutMilliseconds: 900 });
    assert.deepEqual(scheduleFrom(SCHEDULE, both), {
      ...SCHEDULE,
      delaysMilliseconds: [],
      timeoutMilliseconds: 900,
    });
    assert.deepEqual(scheduleFrom(SCHEDULE, undefined), SCHEDULE);
  });

  it('says what is out of bounds', () => {
    const refused = [
      [{ delaysMilliseconds: Array(51).fill(1) }, /more than 50/u],
      [{ delaysMilliseconds: [-1] }, /a delay is -1/u],
      [{ delaysMilliseconds: [1.5] }, /a delay is 1.5/u],
      [{ delaysMilliseconds: [31 * 86_400_000] }, /a delay is/u],
      [{ delaysMilliseconds: [], timeoutMilliseconds: 31_000 }, /timeoutMilliseconds is 31000/u],
    ] as const;
    for (const [schedule, why] of refused) {
      assert.throws(
        () => writeSchedule(schedule),
        (error) => error instanceof CallbackScheduleError && why.test(error.message),
      );
    }
  });
});
