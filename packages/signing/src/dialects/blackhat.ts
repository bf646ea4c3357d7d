import { type Dialect, type Mode, oneMode } from '../direction.ts';
import type { EncodingStyle } from '../text/url-encoding.ts';
import { parameter } from '../vocabulary/carriers.ts';
import { increasingSeconds } from '../vocabulary/freshness.ts';
import { sentKey } from '../vocabulary/identity.ts';
import { sortedForm } from '../vocabulary/parameters.ts';
import { hmac } from '../vocabulary/seals.ts';
import { concat, type Reading } from '../vocabulary/string-to-sign.ts';

export type BlackhatCredentials = {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly storeId?: string;
};

export interface BlackhatOptions {
  /** How a signer writes values into the string to sign. The page's example is neutral; raw is its plain reading. */
  readonly encoding?: BlackhatEncoding;
  /** Verify that encoding only. */
  readonly strict?: boolean;
}

export type BlackhatEncoding = 'raw' | 'rfc3986' | 'form';

const STYLES: Readonly<Record<BlackhatEncoding, EncodingStyle>> = {
  raw: 'none',
  rfc3986: 'rfc3986',
  form: 'php',
};

/** Ours: no window is documented, but a time far ahead would lock the key until it is regenerated. */
const AHEAD_MILLISECONDS = 300_000;

function readings({ encoding = 'raw', strict = false }: BlackhatOptions): Mode['readings'] {
  const reading = (name: BlackhatEncoding): Reading => ({
    name: `values ${name}`,
    parts: concat(sortedForm({ except: 'sign', style: STYLES[name] })),
  });
  const others = (['raw', 'rfc3986', 'form'] as const).filter((name) => name !== encoding);
  return [reading(encoding), ...(strict ? [] : others.map(reading))];
}

/** BlackHat Merchant with another encoding of values, or verifying one only. */
export function createBlackhat(options: BlackhatOptions = {}): Dialect {
  const signed = {
    name: 'api secret',
    readings: readings(options),
    seal: hmac({ hash: 'sha256', key: 'apiSecret', encoding: 'hex' }),
    carry: { signature: parameter('sign'), timestamp: parameter('ts') },
    fresh: increasingSeconds({ aheadMilliseconds: AHEAD_MILLISECONDS }),
    replay: 'increasing',
  } as const;
  return {
    name: 'blackhat',
    title: 'BlackHat Merchant',
    request: oneMode({ ...signed, identity: sentKey(parameter('key'), 'apiKey') }),
    // Ours: the provider documents no callbacks; these follow its rule for requests, without the key, and any answer with status 200
    // acknowledges them. They have no id, and an invoice's state may stay while more is paid, so all of the content tells them apart.
    callback: {
      ...oneMode(signed),
      content: 'form',
      eventId: [],
      acknowledgement: { status: 200, headers: [], body: '', judgedBy: 'status' },
    },
  };
}

/**
 * BlackHat Merchant: HMAC-SHA256 in hex over the sorted form parameters, `key` and `ts` among them; `ts` grows with every
 * request (merchant.blackhatco.in/help). The method's name is not signed, so a `ts` counts for all methods of a key.
 */
export const blackhat: Dialect = createBlackhat();
