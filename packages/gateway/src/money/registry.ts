import type { Asset } from './asset.ts';
import { coins } from './coins.ts';
import { fiats } from './fiat.ts';
import { MoneyError } from './problem.ts';

/** Every asset the gateway can hold, currencies first, each group by code. Frozen throughout. */
export const assets: readonly Asset[] = deepFreeze([...byCode(fiats), ...byCode(coins)]);

const assetsByCode: ReadonlyMap<string, Asset> = new Map(assets.map((asset) => [asset.code, asset]));

/**
 * The asset with this code, or undefined: for codes that come from outside. Codes are upper case and matched exactly.
 *
 * @example findAsset('USDT')?.scale // 6
 */
export function findAsset(code: string): Asset | undefined {
  return assetsByCode.get(code);
}

/**
 * The asset with this code: for codes of our own, as read back from the store.
 *
 * @throws MoneyError `unknown_asset`
 * @example requireAsset('IDR').scale // 2
 */
export function requireAsset(code: string): Asset {
  const asset = assetsByCode.get(code);
  if (asset === undefined) throw new MoneyError('unknown_asset', `no asset ${code} in the registry`);
  return asset;
}

function byCode<T extends Asset>(list: readonly T[]): T[] {
  return list.toSorted((left, right) => (left.code < right.code ? -1 : 1));
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value))
    if (typeof child === 'object' && child !== null) deepFreeze(child);
  return Object.freeze(value);
}
