import { data as iso4217 } from 'currency-codes';
import type { Fiat } from './asset.ts';

/**
 * ISO 4217 lists metals, units of account and test codes with "N.A." for minor units. No one can be paid in those.
 * https://www.six-group.com/en/products-services/financial-information/data-standards.html
 */
const WITHOUT_MINOR_UNIT = new Set('XAG XAU XPD XPT XBA XBB XBC XBD XDR XSU XUA XTS XXX'.split(' '));

const ADDITIONS: readonly Fiat[] = [
  // Not ISO: the market's code for yuan outside the mainland. EasyLink names it as a currency of its own (https://doc.easylink.id).
  { kind: 'fiat', code: 'CNH', name: 'Yuan Renminbi (offshore)', scale: 2 },
  // ISO 4217 amendment 176, in force since 2025-03-31; the package's list is older.
  { kind: 'fiat', code: 'XCG', name: 'Caribbean Guilder', scale: 2 },
];

/**
 * Every currency of ISO 4217 with its own number of decimals: 2 for IDR, 0 for JPY and VND, 3 for KWD.
 * These are never taken from `Intl`: its digits are for display (0 for IDR), and change with its data (COP had 2 in 2023, now 0).
 */
export const fiats: readonly Fiat[] = [...fromIso4217(), ...ADDITIONS];

function fromIso4217(): Fiat[] {
  const added = new Set(ADDITIONS.map(({ code }) => code));
  return iso4217
    .filter(({ code }) => !WITHOUT_MINOR_UNIT.has(code) && !added.has(code))
    .map(({ code, currency, digits }) => ({ kind: 'fiat', code, name: currency, scale: digits }));
}
