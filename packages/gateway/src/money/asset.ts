/** What money can be: an asset is data, so that nothing else in the gateway needs to know one coin or currency by name. */

/** A chain, in our own neutral spelling. Providers say TRC20, BEP20, ETH …: their surfaces translate. */
export type NetworkId = 'tron' | 'ethereum' | 'polygon' | 'bsc' | 'bitcoin' | 'blackhat';

/** How a coin lives on one chain. */
export interface CoinNetwork {
  readonly network: NetworkId;
  /** The token's contract on that chain; absent for a chain's own coin. */
  readonly contract?: string;
  /** Decimals the chain itself counts in. Can exceed the ledger's scale: ETH has 18, and so has USDT on BSC only. */
  readonly chainDecimals: number;
}

interface AssetFacts {
  /** ISO 4217 or the coin's ticker, upper case. */
  readonly code: string;
  readonly name: string;
  /** Decimals of one ledger unit: an amount of 1.00 at scale 2 is 100 minor units. At most 9, so that amounts fit 64 bits. */
  readonly scale: number;
}

export interface Fiat extends AssetFacts {
  readonly kind: 'fiat';
}

export interface Coin extends AssetFacts {
  readonly kind: 'coin';
  /** Where it can be paid on a chain. Empty for a coin that lives only inside its provider's wallets. */
  readonly networks: readonly CoinNetwork[];
}

export type Asset = Fiat | Coin;
