import type { Header } from './message.ts';

/**
 * What a provider expects a merchant to answer to a callback, and what it takes as "received". A receiver answers it; a sender
 * judges answers by it.
 */
export interface Acknowledgement {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string;
  /** Whether any body will do, with this status. */
  readonly judgedBy: 'status' | 'status and body';
}

/** An answer to a callback, as far as it is judged: its body may be cut off after some bytes. */
export interface AcknowledgementAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/**
 * Whether a merchant's answer tells the provider that the callback was received. Where the body counts, white space around it and
 * the letter case do not: UPay's servers were observed to be as lenient.
 *
 * @example
 * ```ts
 * import { isAcknowledged, upay } from '@countersign/signing';
 * console.log(isAcknowledged(upay.callback.acknowledgement, { status: 200, body: Buffer.from('SUCCESS') })); // true
 * console.log(isAcknowledged(upay.callback.acknowledgement, { status: 200, body: Buffer.from('') })); // false
 * ```
 */
export function isAcknowledged(expected: Acknowledgement, answer: AcknowledgementAnswer): boolean {
  if (answer.status !== expected.status) return false;
  if (expected.judgedBy === 'status') return true;
  return comparable(Buffer.from(answer.body).toString('utf8')) === comparable(expected.body);
}

function comparable(text: string): string {
  return text.trim().toLowerCase();
}
