import { type Core, putRate } from '../../core/index.ts';
import { formatRate, inverse, parseRate, type Rate, requireAsset } from '../../money/index.ts';
import { FIAT_CODES } from './assets.ts';

/** Made up, near the truth, and the same each time. USDT's is one that the platform was observed to use. */
const USD_PER_COIN = {
  USDT: '0.99990947',
  USDC: '0.99985',
  BTC: '90000',
  ETH: '3000',
  BNB: '900',
  TRX: '0.28',
};

const FIAT_PER_USD: Readonly<Record<(typeof FIAT_CODES)[number] | 'VND', string>> = {
  CNY: '7.11',
  USD: '1',
  EUR: '0.86',
  HKD: '7.78',
  INR: '88.6',
  IDR: '16700',
  PHP: '58.9',
  THB: '32.4',
  VND: '26300',
};

/** BasicEx's own coins are worth one unit of their currency (https://developers.basicex.com/en/openapi_v2/create-an-invoice.html). */
const PEGGED_COINS = { BCNY: 'CNY', BVND: 'VND', BINR: 'INR' } as const;

/** As many decimals as the platform's own. */
const RATE_DECIMALS = 8;

/** Rates of every coin in every fiat, so that a sandbox can price invoices before anybody sets rates. */
export async function seedBasicexSandbox(core: Core): Promise<void> {
  const at = core.environment.now();
  const commands = coinsInUsd().flatMap((coin) =>
    FIAT_CODES.map((code) => {
      const rate = chained(coin, usdIn(code));
      return {
        base: rate.base,
        quote: rate.quote,
        rate: formatRate(rate, { decimals: RATE_DECIMALS }),
        source: 'sandbox',
        at,
      };
    }),
  );
  await core.perform(async (transaction) => {
    for (const command of commands) await putRate(transaction, command);
  });
}

function coinsInUsd(): readonly Rate[] {
  const quoted = Object.entries(USD_PER_COIN).map(([coin, price]) => rateOf(coin, 'USD', price));
  const pegged = Object.entries(PEGGED_COINS).map(([coin, fiat]) =>
    chained(rateOf(coin, fiat, '1'), inverse(usdIn(fiat))),
  );
  return [...quoted, ...pegged];
}

function usdIn(fiat: keyof typeof FIAT_PER_USD): Rate {
  return rateOf('USD', fiat, FIAT_PER_USD[fiat]);
}

function rateOf(base: string, quote: string, text: string): Rate {
  const rate = parseRate(text, { base: requireAsset(base), quote: requireAsset(quote) });
  if ('problem' in rate) throw new RangeError(`the sandbox's rate of ${base} in ${quote} ${rate.message}`);
  return rate;
}

/** From the first's base to the second's quote, exactly. */
function chained(first: Rate, second: Rate): Rate {
  return {
    base: first.base,
    quote: second.quote,
    numerator: first.numerator * second.numerator,
    denominator: first.denominator * second.denominator,
  };
}
