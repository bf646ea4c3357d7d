import { anexpay, isAcknowledged, sign } from '@countersign/signing';
import { type CallbackDialect, type CallbackSchedule, CallbackUnsignable } from '../../callbacks/port.ts';
import { type Core, liveCredentialsOf } from '../../core/index.ts';
import { abnormalPayment } from './callbacks/abnormal-payment.ts';
import { eventIdOf, type Teller, writeEvent } from './callbacks/event.ts';
import { orderChanged } from './callbacks/order-changed.ts';
import { refundChanged } from './callbacks/refund-changed.ts';
import { failedOrRejected, settlementChanged } from './callbacks/settlement-changed.ts';

/**
 * What is told of each kind of event; of any other, nothing. Ours, as the pages say no more than "status change": not the status
 * that something begins with, which its creation answered; not that an abnormal payment was handled, which would look like another
 * one; and what comes back after it was settled has failed after all.
 */
const EVENTS: Readonly<Record<string, Teller>> = {
  'invoice.paid': orderChanged('PAID'),
  'invoice.expired': orderChanged('TIMEOUT'),
  'invoice.cancelled': orderChanged('CANCELLED'),
  'refund.running': refundChanged('REFUNDING'),
  'refund.done': refundChanged('REFUNDED'),
  'refund.failed': refundChanged('FAILED'),
  'refund.cancelled': refundChanged('CANCELLED'),
  'payout.sent': settlementChanged('SETTLING'),
  'payout.completed': settlementChanged('SETTLED'),
  'payout.failed': settlementChanged(failedOrRejected),
  'payout.returned': settlementChanged('FAILED'),
  'payout.cancelled': settlementChanged('CANCELLED'),
  'payout.expired': settlementChanged('CANCELLED'),
  'abnormal_payment.open': abnormalPayment,
};

const SECONDS = 1_000;
const MINUTES = 60 * SECONDS;
const HOURS = 60 * MINUTES;

const SCHEDULE: CallbackSchedule = {
  delaysMilliseconds: [
    ...[15 * SECONDS, 15 * SECONDS, 30 * SECONDS],
    ...[3 * MINUTES, 10 * MINUTES, 20 * MINUTES, 30 * MINUTES, 30 * MINUTES, 30 * MINUTES, 60 * MINUTES],
    ...[3 * HOURS, 3 * HOURS, 3 * HOURS, 6 * HOURS, 6 * HOURS],
  ],
  timeoutMilliseconds: 15 * SECONDS,
  source: 'developer.wcheckout.app/7443464m0, of the same service; the timeout: docs.anexpay.com/8945293m0',
};

/** ANexPay's webhooks: to the account's address. */
export function createAnexpayCallbacks(core: Core): CallbackDialect {
  return {
    dialect: anexpay.name,
    schedule: SCHEDULE,
    render: async (event) => {
      const told = await EVENTS[event.kind]?.(core, event);
      if (told === undefined) return undefined;
      return {
        purpose: 'default',
        eventId: eventIdOf(event),
        contentType: 'application/json',
        body: writeEvent(event, told),
      };
    },
    sign: async ({ merchantId, callback, url, at }) => {
      const [credential] = await liveCredentialsOf(core, merchantId, anexpay.name);
      if (credential === undefined) {
        throw new CallbackUnsignable(`merchant ${merchantId} has no live anexpay credential`);
      }
      const headers = { 'Content-Type': callback.contentType };
      const input = { method: 'POST', url, headers, body: callback.body };
      return (await sign(anexpay.callback, input, { credentials: credential.fields, at })).message;
    },
    isAcknowledged: (answer) => isAcknowledged(anexpay.callback.acknowledgement, answer),
  };
}
