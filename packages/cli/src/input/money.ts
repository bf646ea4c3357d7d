import { UsageError } from '../ending.ts';

export const AMOUNT_HELP = "decimal, the asset after it if you like: 12.5 or '12.5 USDT'";

const AMOUNT = /^(\d{1,19}(?:\.\d{1,18})?)(?: ?([A-Z][A-Z0-9]{1,11}))?$/u;
const PAIR = /^([A-Z][A-Z0-9]{1,11})\/([A-Z][A-Z0-9]{1,11})$/u;

/** An amount, for the gateway to read exactly; with the asset it must be in, where one is named. */
export interface AmountText {
  readonly amount: string;
  readonly asset?: string;
}

export function parseAmountText(text: string, flag: string): AmountText {
  const [, amount, asset] = AMOUNT.exec(text) ?? [];
  if (amount === undefined)
    throw new UsageError(`${flag}: '${text}' is no amount; write 12.5 or '12.5 USDT'`);
  return { amount, ...(asset !== undefined && { asset }) };
}

/** `USDT/USD`: what one of the first is worth in the second. */
export function parsePair(text: string, flag: string): { readonly base: string; readonly quote: string } {
  const [, base, quote] = PAIR.exec(text) ?? [];
  if (base === undefined || quote === undefined) {
    throw new UsageError(`${flag}: '${text}' is no pair of assets; write BASE/QUOTE, such as USDT/USD`);
  }
  return { base, quote };
}
