import { isAcknowledged, sign, upay } from '@countersign/signing';
import {
  type Callback,
  type CallbackAttempt,
  type CallbackDialect,
  type CallbackSchedule,
  CallbackUnsignable,
} from '../../callbacks/port.ts';
import { type Core, liveCredentialsOf, type PayoutState } from '../../core/index.ts';
import { notification, numberOf, withTimestamp } from './notification.ts';
import { payoutNotification } from './payout-notification.ts';

/** What is told of payouts. Of cards and wallets, which there are none of, nothing is; nor of payers, which have no event. */
const PAYOUT_EVENTS: Readonly<Record<string, PayoutState>> = {
  'payout.created': 'created',
  'payout.confirmed': 'confirmed',
  'payout.review': 'review',
  'payout.sent': 'sent',
  'payout.completed': 'completed',
  'payout.failed': 'failed',
  'payout.returned': 'returned',
  'payout.cancelled': 'cancelled',
  'payout.expired': 'expired',
};

const RETRY_MILLISECONDS = 3_000;
const RETRIES = 5;

const SCHEDULE: CallbackSchedule = {
  delaysMilliseconds: Array.from({ length: RETRIES }, () => RETRY_MILLISECONDS),
  timeoutMilliseconds: 5_000,
  // The page says both "5 failed pushes" and "5 resends": the latter is taken.
  source: 'upay-api-en.readme.io/reference/request-explanation',
};

/**
 * A retry has the time of the first push, as the page says; all of them are over within this time. Ours: a later one, which UPay does
 * not make, has its own, because a receiver would take the first for stale.
 */
const TIMESTAMP_REUSED_MILLISECONDS = 60_000;

export interface UpayCallbacks extends CallbackDialect {
  /**
   * `NE_VERIFY`, by which UPay finds out whether an address answers before it uses it. Each has an id of its own. Its `detail` is not
   * documented; ours is empty.
   */
  verification(url: string): Callback;
}

/** UPay's webhooks: encrypted to the merchant's public key, signed over the ciphertext. */
export function createUpayCallbacks(core: Core): UpayCallbacks {
  return {
    dialect: upay.name,
    schedule: SCHEDULE,
    render: async (event) => {
      const state = PAYOUT_EVENTS[event.kind];
      return state && payoutNotification(core, event, state);
    },
    sign: async (attempt) => {
      const { merchantId, callback, url } = attempt;
      const [credential] = await liveCredentialsOf(core, merchantId, upay.name);
      if (credential === undefined) throw new CallbackUnsignable('The merchant has no live API key.');
      const at = timestampOf(attempt);
      const headers = { 'Content-Type': callback.contentType };
      const unsigned = { method: 'POST', url, headers, body: withTimestamp(callback, at) };
      const options = { credentials: credential.fields, at, nonce: callback.eventId };
      return (await sign(upay.callback, unsigned, options)).message;
    },
    isAcknowledged: (answer) => isAcknowledged(upay.callback.acknowledgement, answer),
    verification: (url) => {
      const id = numberOf(core.newId());
      return notification({ event: 'NE_VERIFY', trace: id, orderNo: id, detail: {} }, url);
    },
  };
}

function timestampOf({ at, firstAt }: CallbackAttempt): number {
  return at - firstAt <= TIMESTAMP_REUSED_MILLISECONDS ? firstAt : at;
}
