import { Refusal } from '../verdict.ts';

/** How a dialect keeps old messages from being used again. */
export interface Freshness {
  readonly name: string;
  /** Written by signers. */
  format(nowMilliseconds: number): string;
  /** The signer's time in Unix milliseconds. Throws a `Refusal` where the text is not a time at all. */
  parse(text: string, field: string): number;
  /** Throws a `Refusal` where the signer's time is not acceptable at the moment of receipt. Both in Unix milliseconds. */
  check(signedAt: number, receivedAt: number, field: string): void;
  /** Whether the clock is looked at only once the signature is known good. */
  readonly afterSignature: boolean;
  /** How long a claim must be kept so that no accepted message can come a second time. */
  readonly keepMilliseconds: number;
}

const MILLISECONDS_TEXT = /^\d{1,16}$/u;
/** 1973 in milliseconds and the year 5138 in seconds: what lies below is seconds. */
const SMALLEST_MILLISECONDS = 100_000_000_000;
/** The year 5138 in milliseconds: what lies above is microseconds. */
const LARGEST_MILLISECONDS = 100_000_000_000_000;

/** Unix milliseconds, accepted up to and including `milliseconds` from the receiver's clock, to both sides. */
export function within({ milliseconds }: { readonly milliseconds: number }): Freshness {
  const parse = (text: string, field: string): number => {
    if (!MILLISECONDS_TEXT.test(text)) throw new Refusal('timestamp_malformed', field);
    return Number(text);
  };
  return {
    name: `Unix milliseconds, within ${milliseconds} ms`,
    afterSignature: false,
    keepMilliseconds: 2 * milliseconds,
    format: (now) => String(now),
    parse,
    check: (signedAt, receivedAt, field) => {
      if (signedAt < SMALLEST_MILLISECONDS || signedAt > LARGEST_MILLISECONDS)
        throw new Refusal('timestamp_unit', field);
      if (signedAt < receivedAt - milliseconds) throw new Refusal('timestamp_stale', field);
      if (signedAt > receivedAt + milliseconds) throw new Refusal('timestamp_ahead', field);
    },
  };
}

const SECONDS_TEXT = /^\d{1,13}(?:\.\d{1,6})?$/u;

/**
 * Unix seconds with up to six decimals that must grow from request to request (BlackHat). No window to the past; a bound to the
 * future, because one request signed in milliseconds would otherwise lock the key for 50,000 years.
 */
export function increasingSeconds({ aheadMilliseconds }: { readonly aheadMilliseconds: number }): Freshness {
  const parse = (text: string, field: string): number => {
    if (!SECONDS_TEXT.test(text)) throw new Refusal('timestamp_malformed', field);
    return Math.round(Number(text) * 1_000);
  };
  return {
    name: `Unix seconds, strictly increasing, at most ${aheadMilliseconds} ms ahead`,
    afterSignature: true,
    keepMilliseconds: Number.POSITIVE_INFINITY,
    format: (now) => (now / 1_000).toFixed(4),
    parse,
    check: (signedAt, receivedAt, field) => {
      if (signedAt >= SMALLEST_MILLISECONDS * 1_000) throw new Refusal('timestamp_unit', field);
      if (signedAt > receivedAt + aheadMilliseconds) throw new Refusal('timestamp_ahead', field);
    },
  };
}
