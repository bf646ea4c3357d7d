import { easylink, isAcknowledged, sign } from '@countersign/signing';
import { type CallbackDialect, type CallbackSchedule, CallbackUnsignable } from '../../callbacks/port.ts';
import { type Core, liveCredentialsOf } from '../../core/index.ts';
import type { Notify } from './notification.ts';
import { paymentNotification } from './payment-notification.ts';
import { transferNotification } from './transfer-notification.ts';

/**
 * One notification for each state that a transfer takes, as a public client expects. None for `payout.confirmed`: a domestic transfer
 * is confirmed by creating it, and is told as CREATE. None for accounts that are opened or end (ours): nobody pays by that.
 */
const NOTIFICATIONS: Readonly<Record<string, Notify>> = {
  'payout.created': transferNotification('created'),
  'payout.review': transferNotification('review'),
  'payout.sent': transferNotification('sent'),
  'payout.completed': transferNotification('completed'),
  'payout.failed': transferNotification('failed'),
  'payout.returned': transferNotification('returned'),
  'payout.cancelled': transferNotification('cancelled'),
  'payout.expired': transferNotification('expired'),
  'virtual_account.received': paymentNotification,
};

const SECONDS = 1_000;
const MINUTES = 60 * SECONDS;
const HOURS = 60 * MINUTES;

const SCHEDULE: CallbackSchedule = {
  delaysMilliseconds: [
    10 * SECONDS,
    30 * SECONDS,
    2 * MINUTES,
    10 * MINUTES,
    30 * MINUTES,
    1 * HOURS,
    3 * HOURS,
    6 * HOURS,
    12 * HOURS,
  ],
  timeoutMilliseconds: 10 * SECONDS,
  source: 'ours: EasyLink documents no retries. Ten attempts in a day, the first soon after one another.',
};

/** EasyLink's notifications of transfers and of payments to virtual accounts. */
export function createEasylinkCallbacks(core: Core): CallbackDialect {
  return {
    dialect: easylink.name,
    schedule: SCHEDULE,
    render: async (event) => NOTIFICATIONS[event.kind]?.(core, event),
    // "Whoever requests signs" (doc.easylink.id/doc-5864588): with the platform's key, and the app key of the merchant.
    sign: async ({ merchantId, callback, url, at }) => {
      const [credential] = await liveCredentialsOf(core, merchantId, easylink.name);
      if (credential === undefined) throw new CallbackUnsignable('The merchant has no live app key.');
      const headers = { 'Content-Type': callback.contentType };
      const unsigned = { method: 'POST', url, headers, body: callback.body };
      return (await sign(easylink.callback, unsigned, { credentials: credential.fields, at })).message;
    },
    isAcknowledged: (answer) => isAcknowledged(easylink.callback.acknowledgement, answer),
  };
}
