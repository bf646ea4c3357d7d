import { type Core, digits } from '../../core/index.ts';
import { localDate } from './local-time.ts';

const OTHER_DIGITS = 16;

/** A new number such as `202510162200620000082571`: 24 digits that begin with the date. What the others say is not known. */
export function newDisbursementId({ environment }: Pick<Core, 'environment'>): string {
  return localDate(environment.now()) + digits(environment, OTHER_DIGITS);
}

/**
 * The number by which a merchant knows a payment to a virtual account, which is kept under no other name than its id. Ours, as
 * nothing public shows one: of the same form, made of the id's time and of what is random in it, so always the same.
 *
 * @param paymentId UUIDv7 (RFC 9562 §5.7), of which the first 48 bits count milliseconds
 */
export function disbursementIdOf(paymentId: string): string {
  const hexadecimals = paymentId.replaceAll('-', '');
  const milliseconds = Number(`0x${hexadecimals.slice(0, 12)}`);
  const others = BigInt(`0x${hexadecimals.slice(-16)}`) % 10n ** BigInt(OTHER_DIGITS);
  return localDate(milliseconds) + others.toString().padStart(OTHER_DIGITS, '0');
}
