import { type Core, digits } from '../../core/index.ts';

const INVOICE_KIND = '406';
/** The time in platform numbers is China's: an observed invoice of 15:11:54 was paid, by its event's clock, at 07:21:56 UTC. */
const UTC_OFFSET_MILLISECONDS = 8 * 3_600_000;
const RANDOM_DIGITS = 15;

/** What platform numbers look like: the kind, `yyyyMMddHHmmss`, 15 digits. */
export const INVOICE_NUMBER = /^406\d{29}$/u;

/** A new platform invoice number, such as `40620260209151154753501394125045`. */
export function invoiceNumber({ environment }: Pick<Core, 'environment'>): string {
  const local = new Date(environment.now() + UTC_OFFSET_MILLISECONDS).toISOString();
  const time = local.replace(/\D/gu, '').slice(0, 14);
  return INVOICE_KIND + time + digits(environment, RANDOM_DIGITS);
}
