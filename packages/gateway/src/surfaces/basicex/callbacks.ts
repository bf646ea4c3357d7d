import { basicex, isAcknowledged, sign } from '@countersign/signing';
import { type CallbackDialect, type CallbackSchedule, CallbackUnsignable } from '../../callbacks/port.ts';
import { type Core, liveCredentialsOf, type PlatformCertificate } from '../../core/index.ts';
import { type Teller, withRetries, writeEvent } from './callbacks/event.ts';
import { INVOICE_EVENTS } from './callbacks/invoice-events.ts';
import { PAYOUT_EVENTS } from './callbacks/payout-events.ts';

export interface BasicexCallbackDependencies {
  readonly core: Core;
  /** What webhooks in certificate mode are signed with. */
  readonly platform: Pick<PlatformCertificate, 'certificate' | 'privateKey'>;
}

const FIRST_DELAY_MILLISECONDS = 15_000;
const RETRIES = 13;

/** https://developers.basicex.com/en/openapi_v2/webhook.html: exponential, up to a limit; neither that nor any delay is stated. */
const SCHEDULE: CallbackSchedule = {
  // 15 s, 30 s, 1 min … 17 h: a day and a half in all.
  delaysMilliseconds: Array.from({ length: RETRIES }, (_, retry) => FIRST_DELAY_MILLISECONDS * 2 ** retry),
  timeoutMilliseconds: 15_000,
  source:
    'ours: exponential, as https://developers.basicex.com/en/openapi_v2/webhook.html says; figures are not documented',
};

/** What is told of each kind of event; of any other, nothing. */
const EVENTS: Readonly<Record<string, Teller>> = { ...INVOICE_EVENTS, ...PAYOUT_EVENTS };

/** BasicEx's webhooks: to the address that came with the payment, else to the account's. */
export function createBasicexCallbacks(dependencies: BasicexCallbackDependencies): CallbackDialect {
  const { core } = dependencies;
  return {
    dialect: basicex.name,
    schedule: SCHEDULE,
    render: async (event) => {
      const told = await EVENTS[event.kind]?.(core, event);
      if (told === undefined) return undefined;
      const { notificationUrl: url } = told;
      return {
        ...(url !== undefined && { url }),
        purpose: 'default',
        eventId: event.id,
        contentType: 'application/json',
        body: writeEvent(event, told),
      };
    },
    sign: async ({ merchantId, callback, url, at, number }) => {
      const { mode, credentials } = await signerFor(dependencies, merchantId);
      const headers = { 'Content-Type': callback.contentType };
      const body = withRetries(callback.body, number - 1);
      const input = { method: 'POST', url, headers, body };
      return (await sign(basicex.callback, input, { credentials, at, mode })).message;
    },
    isAcknowledged: (answer) => isAcknowledged(basicex.callback.acknowledgement, answer),
  };
}

/**
 * No page says which merchants get which mode. Ours: who has an API key gets webhooks under its Secret Key; who signs with a
 * certificate only, under the platform's.
 */
async function signerFor({ core, platform }: BasicexCallbackDependencies, merchantId: string) {
  const credentials = await liveCredentialsOf(core, merchantId, basicex.name);
  const key = credentials.find(({ kind }) => kind === 'key');
  if (key !== undefined) return { mode: 'key', credentials: key.fields };
  if (credentials.length === 0) {
    throw new CallbackUnsignable(`merchant ${merchantId} has no live basicex credential`);
  }
  const { certificate: platformCertificate, privateKey: platformPrivateKey } = platform;
  return { mode: 'certificate', credentials: { platformCertificate, platformPrivateKey } };
}
