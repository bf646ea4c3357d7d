import type { Asset } from './asset.ts';

const COIN_SYMBOLS: Readonly<Record<string, string>> = { BTC: '₿', ETH: 'Ξ', USDT: '₮' };

const known = new Map<string, string>();

/**
 * The sign people write beside an amount: `$`, `Rp`, `₿`; the code itself where there is none. For display only: many
 * currencies share a sign, and `Intl` (CLDR), where the signs come from, may change them between Node versions.
 *
 * @example symbolOf(requireAsset('IDR')) // 'Rp'
 */
export function symbolOf(asset: Asset): string {
  if (asset.kind === 'coin') return COIN_SYMBOLS[asset.code] ?? asset.code;
  // Asked on demand and kept: building a formatter for every currency at start-up takes 40 ms.
  const symbol = known.get(asset.code) ?? currencySymbol(asset.code);
  known.set(asset.code, symbol);
  return symbol;
}

function currencySymbol(code: string): string {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
  });
  return format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? code;
}
