import { blackhat, isAcknowledged, sign } from '@countersign/signing';
import { type CallbackDialect, type CallbackSchedule, CallbackUnsignable } from '../../callbacks/port.ts';
import { type Core, liveCredentialsOf } from '../../core/index.ts';
import { invoiceNotification } from './notification.ts';

const MINUTES = 60_000;

const SCHEDULE: CallbackSchedule = {
  delaysMilliseconds: [1 * MINUTES, 5 * MINUTES, 30 * MINUTES, 60 * MINUTES],
  timeoutMilliseconds: 10_000,
  source:
    'ours: BlackHat Merchant documents no callbacks. Five attempts, as at comparable coin invoice APIs.',
};

/** What four decimals of a second can tell apart, as in the sample of merchant.blackhatco.in/help. */
const STEP_MILLISECONDS = 0.1;

/** Callbacks of BlackHat Merchant's invoices: ours, where an invoice or the account names an address for them. */
export function createBlackhatCallbacks(core: Core): CallbackDialect {
  let last = 0;
  return {
    dialect: blackhat.name,
    schedule: SCHEDULE,
    render: (event) => invoiceNotification(core, event),
    // By the rule for requests, without the key. Attempts of before a new pair was generated are repeated with the new secret.
    sign: async ({ merchantId, callback, url, at }) => {
      const [credential] = await liveCredentialsOf(core, merchantId, blackhat.name);
      if (credential === undefined) throw new CallbackUnsignable('The merchant has no live API key.');
      // As of requests: "always should be higher than in previous request". Here among all that one process sends.
      last = Math.max(at, last + STEP_MILLISECONDS);
      const headers = { 'Content-Type': callback.contentType };
      const unsigned = { method: 'POST', url, headers, body: callback.body };
      return (await sign(blackhat.callback, unsigned, { credentials: credential.fields, at: last })).message;
    },
    isAcknowledged: (answer) => isAcknowledged(blackhat.callback.acknowledgement, answer),
  };
}
