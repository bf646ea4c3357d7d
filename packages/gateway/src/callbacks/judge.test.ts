import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer, OK, SCHEDULE, TIMEOUT } from '../../../../test/support/deliveries.ts';
import { type Attempted, judge, whyPause } from './judge.ts';

const NOW = 1_000_000;
const WIRE_NOW = 500_000;
const [FIRST_DELAY = 0, SECOND_DELAY = 0] = SCHEDULE.delaysMilliseconds;

const judged = (attempted: Partial<Attempted>, chance = 0) =>
  judge({ result: TIMEOUT, isAcknowledged: false, tried: 1, kind: 'account', ...attempted }, SCHEDULE, {
    now: NOW,
    wireNow: WIRE_NOW,
    chance,
  });

describe('an attempt', () => {
  it('delivers what is acknowledged', () => {
    assert.deepEqual(judged({ result: OK, isAcknowledged: true }), { state: 'delivered' });
  });

  it('that fails is followed by another until the schedule ends', () => {
    const failed = { failure: 'timeout', isGone: false };
    assert.deepEqual(judged({ tried: 1 }), { state: 'pending', dueAt: NOW + FIRST_DELAY, ...failed });
    assert.deepEqual(judged({ tried: 2 }, 1), {
      state: 'pending',
      dueAt: NOW + SECOND_DELAY + SECOND_DELAY / 10,
      ...failed,
    });
    assert.deepEqual(judged({ tried: 3 }), { state: 'exhausted', ...failed });
  });

  it('says whether the status or the rest of the answer is no acknowledgement', () => {
    const failureOf = (status: number) => {
      const judgement = judged({ result: answer(status) });
      return judgement.state === 'delivered' ? undefined : judgement.failure;
    };
    assert.deepEqual([200, 204].map(failureOf), ['not_acknowledged', 'not_acknowledged']);
    assert.deepEqual([301, 404, 500].map(failureOf), Array(3).fill('status_not_accepted'));
  });

  it('waits for as long as the server asks if that is longer than the schedule, and so does all that goes there', () => {
    const asks = (seconds: number) => judged({ result: answer(429, '', { 'Retry-After': String(seconds) }) });
    const asked = { state: 'pending', failure: 'status_not_accepted', isGone: false };
    assert.deepEqual(asks(60), { ...asked, dueAt: NOW + 60_000, heldUntil: NOW + 60_000 });
    assert.deepEqual(asks(1), { ...asked, dueAt: NOW + FIRST_DELAY, heldUntil: NOW + 1_000 });
    const byDate = answer(503, '', { 'retry-after': new Date(WIRE_NOW + 30_000).toUTCString() });
    const judgement = judged({ result: byDate });
    assert.equal(judgement.state === 'pending' && judgement.dueAt, NOW + 30_000);
  });

  it('that finds nobody for good ends a payment’s own callback, and leaves an account’s waiting', () => {
    const gone = { result: answer(410) };
    assert.deepEqual(judged({ ...gone, kind: 'payments' }), {
      state: 'exhausted',
      failure: 'status_not_accepted',
      isGone: true,
    });
    const { state, isGone } = { isGone: false, ...judged(gone) };
    assert.deepEqual([state, isGone], ['pending', true]);
  });
});

describe('an endpoint is paused', () => {
  const FIVE_DAYS_MILLISECONDS = 5 * 24 * 3_600_000;
  const failing = { kind: 'payments', failures: 20, failingSince: WIRE_NOW } as const;
  const failed = { isGone: false, failure: 'timeout' };
  const then = WIRE_NOW + FIVE_DAYS_MILLISECONDS;

  it('when it has failed for five days, and twenty times', () => {
    assert.match(whyPause(failing, failed, then) ?? '', /^all of 20 attempts since 1970-01-01T00:08:20/u);
    assert.equal(whyPause(failing, failed, then - 1), undefined);
    assert.equal(whyPause({ ...failing, failures: 19 }, failed, then), undefined);
  });

  it('when its address is gone, if it is an account’s', () => {
    const gone = { isGone: true, failure: 'status_not_accepted' };
    assert.match(whyPause({ ...failing, kind: 'account' }, gone, WIRE_NOW) ?? '', /410/u);
    assert.equal(whyPause(failing, gone, WIRE_NOW), undefined);
  });
});
