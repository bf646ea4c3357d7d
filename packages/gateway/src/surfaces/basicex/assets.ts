import { type JsonFragment, jsonFragment } from '../../http/json-fragment.ts';
import { assets, type Coin, type Fiat, findAsset, type NetworkId, symbolOf } from '../../money/index.ts';
import { namesOf } from './networks.ts';

/** The currencies in which invoices can be priced (https://developers.basicex.com/en/openapi_v2/create-an-invoice.html). */
export const FIAT_CODES = ['CNY', 'USD', 'EUR', 'HKD', 'INR', 'IDR', 'PHP', 'THB'] as const;

/**
 * The coins that can be paid. BasicEx's list of them could not be read anywhere, so it is ours: those that live on chains it names,
 * and its own, which live on none.
 */
const COINS: readonly Coin[] = assets.filter(
  (asset): asset is Coin =>
    asset.kind === 'coin' && asset.networks.every(({ network }) => namesOf(network) !== undefined),
);

export const COIN_CODES: readonly string[] = COINS.map(({ code }) => code);

export function fiatNamed(code: string): Fiat | undefined {
  const fiat = (FIAT_CODES as readonly string[]).includes(code) ? findAsset(code) : undefined;
  return fiat?.kind === 'fiat' ? fiat : undefined;
}

export function coinNamed(code: string): Coin | undefined {
  return COINS.find((coin) => coin.code === code);
}

/** CoinChainInfo. A chain's own coin has no contract. */
export interface CoinChainInfo {
  readonly network: string;
  readonly fullName: string;
  readonly contractAddress: string | null;
}

/** CoinInfo. */
export interface CoinInfo {
  readonly currency: string;
  readonly fullName: string;
  /** Empty: we serve no pictures. */
  readonly coinIcon: string;
  readonly precision: number;
  readonly networkList: readonly CoinChainInfo[];
}

/** @param forced the one chain that the invoice is locked to, if it is */
export function renderCoin(coin: Coin, forced?: NetworkId): CoinInfo {
  const networks = coin.networks.filter(({ network }) => forced === undefined || network === forced);
  return {
    currency: coin.code,
    fullName: coin.name,
    coinIcon: '',
    precision: coin.scale,
    networkList: networks.flatMap(({ network }) => renderChain(coin, network) ?? []),
  };
}

/** A coin on one chain; undefined where it does not live there. */
export function renderChain(coin: Coin, network: NetworkId): CoinChainInfo | undefined {
  const home = coin.networks.find((each) => each.network === network);
  const names = namesOf(network);
  if (home === undefined || names === undefined) return undefined;
  return { network: names.code, fullName: names.fullName, contractAddress: home.contract ?? null };
}

/** FiatCurrencyInfo. */
export interface FiatCurrencyInfo {
  readonly fullName: string;
  readonly name: string;
  readonly symbol: string;
  /** Empty: we serve no pictures. */
  readonly icon: string;
}

export function renderFiat(fiat: Fiat): FiatCurrencyInfo {
  return { fullName: fiat.name, name: fiat.code, symbol: symbolOf(fiat), icon: '' };
}

/** Every invoice lists them all. */
export const FIAT_CURRENCIES: JsonFragment = jsonFragment(
  FIAT_CODES.flatMap((code) => {
    const fiat = fiatNamed(code);
    return fiat === undefined ? [] : renderFiat(fiat);
  }),
);

/** A coin as invoices in it have it: as `currencyInfo`, and alone in `currencies`. */
export interface WrittenCoin {
  readonly info: JsonFragment;
  readonly list: JsonFragment;
}

const writtenCoins = new Map<string, WrittenCoin>();

/** As `renderCoin`, written once: there are but some dozens. */
export function writtenCoin(coin: Coin, forced?: NetworkId): WrittenCoin {
  const key = `${coin.code} ${forced ?? ''}`;
  let written = writtenCoins.get(key);
  if (written === undefined) {
    const info = renderCoin(coin, forced);
    written = { info: jsonFragment(info), list: jsonFragment([info]) };
    writtenCoins.set(key, written);
  }
  return written;
}
