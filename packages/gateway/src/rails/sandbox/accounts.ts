import type { KeyObject } from 'node:crypto';
import type { PaymentAccount, PaymentAccountRequest } from '../rail.ts';
import { expand } from './derivation.ts';

/** Changing this would change every sandbox account. */
const PURPOSE = 'countersign sandbox account 1';

/** As many as the virtual accounts of Indonesian banks have, which are the longest; ours for all of them. */
const ACCOUNT_DIGITS = 16;
/** So many that the remainder of a division by 10^16 favours no digit. */
const DERIVED_BYTES = 16;
const DEFAULT_BANK = 'SANDBOX';

/**
 * An account that looks real, for a payment that is not: its digits are derived from the seed, the bank and the payment alone.
 * They may be a real account's, whose owner knows nothing of it: never send real money there.
 */
export function sandboxAccount(
  seed: KeyObject,
  { subject, bank = DEFAULT_BANK, accountName }: PaymentAccountRequest,
): PaymentAccount {
  const derived = Buffer.from(expand(seed, `${PURPOSE}/${subject.id}/${bank}`, DERIVED_BYTES));
  const digits = BigInt(`0x${derived.toString('hex')}`) % 10n ** BigInt(ACCOUNT_DIGITS);
  return { bank, accountNumber: digits.toString().padStart(ACCOUNT_DIGITS, '0'), accountName };
}
