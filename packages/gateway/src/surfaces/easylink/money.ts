import { type Amount, formatAmount, requireAsset } from '../../money/index.ts';

/** What balances and domestic transfers are in. */
export const RUPIAH = requireAsset('IDR');

/** `100123.000000000000000000`, as notifications were observed to write money; ours: so does every answer. */
export function renderAmount(amount: Amount): string {
  return formatAmount(amount, { decimals: 18 });
}
