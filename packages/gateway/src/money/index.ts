export {
  type Amount,
  addAmounts,
  amountOf,
  compareAmounts,
  formatAmount,
  formatShortest,
  fromScaled,
  parseAmount,
  subtractAmounts,
} from './amount.ts';
export type { Asset, Coin, Fiat, NetworkId } from './asset.ts';
export { MoneyError, type MoneyErrorCode, type MoneyProblem } from './problem.ts';
export { convert, formatRate, inverse, parseRate, type Rate } from './rate.ts';
export { assets, findAsset, requireAsset } from './registry.ts';
export { inHouseFavour, type Rounding } from './rounding.ts';
export { symbolOf } from './symbol.ts';
