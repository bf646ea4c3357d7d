import type { Coin } from './asset.ts';

/**
 * The coins the five providers name, on the chains they can be paid on. Contracts are the issuers' mainnet ones:
 * https://tether.to/en/supported-protocols, https://developers.circle.com/stablecoins/usdc-contract-addresses,
 * and for BSC the exchange's pegged tokens (https://bscscan.com), which count 18 decimals where the originals count 6.
 */
export const coins: readonly Coin[] = [
  {
    kind: 'coin',
    code: 'USDT',
    name: 'Tether USD',
    scale: 6,
    networks: [
      { network: 'tron', contract: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', chainDecimals: 6 },
      { network: 'ethereum', contract: '0xdAC17F958D2ee523a2206206994597C13D831ec7', chainDecimals: 6 },
      { network: 'polygon', contract: '0xc2132D05D31c914a87C6611C10748AEb04B58e8F', chainDecimals: 6 },
      { network: 'bsc', contract: '0x55d398326f99059fF775485246999027B3197955', chainDecimals: 18 },
    ],
  },
  {
    kind: 'coin',
    code: 'USDC',
    name: 'USD Coin',
    scale: 6,
    networks: [
      { network: 'ethereum', contract: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', chainDecimals: 6 },
      { network: 'polygon', contract: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', chainDecimals: 6 },
      { network: 'bsc', contract: '0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d', chainDecimals: 18 },
    ],
  },
  {
    kind: 'coin',
    code: 'BTC',
    name: 'Bitcoin',
    scale: 8,
    networks: [{ network: 'bitcoin', chainDecimals: 8 }],
  },
  {
    kind: 'coin',
    code: 'ETH',
    name: 'Ether',
    scale: 9,
    networks: [{ network: 'ethereum', chainDecimals: 18 }],
  },
  {
    kind: 'coin',
    code: 'TRX',
    name: 'Tron',
    scale: 6,
    networks: [{ network: 'tron', chainDecimals: 6 }],
  },
  {
    kind: 'coin',
    code: 'BNB',
    name: 'BNB',
    scale: 8,
    networks: [{ network: 'bsc', chainDecimals: 18 }],
  },
  {
    kind: 'coin',
    code: 'BLKC',
    name: 'BlackHat Coin',
    scale: 8,
    networks: [{ network: 'blackhat', chainDecimals: 8 }],
  },
  // BasicEx's own coins, each worth one unit of its currency. No chain is published for them, so they are paid
  // between BasicEx wallets only; the scale of their currencies in everyday use is ours.
  { kind: 'coin', code: 'BCNY', name: 'BasicEx CNY', scale: 2, networks: [] },
  { kind: 'coin', code: 'BVND', name: 'BasicEx VND', scale: 2, networks: [] },
  { kind: 'coin', code: 'BINR', name: 'BasicEx INR', scale: 2, networks: [] },
];
