import { hash } from 'node:crypto';
import type { PostingRow, TransferRow } from '../store/queries/ledger.ts';
import { inOrderOfAccounts } from './postings.ts';

/** What the first transfer of a merchant follows; the database gives it to a new merchant's ledger. */
export const CHAIN_START: Uint8Array = new Uint8Array(32);

/** What a hash covers, beside the hash before it. */
export interface ChainLink extends Omit<TransferRow, 'hash'> {
  readonly postings: readonly PostingRow[];
}

/**
 * The hash of a transfer: SHA-256 over a JSON array, which reads in one way only, of the hash before it in hexadecimal, the
 * transfer's fields and its postings, with minor units as text. So no transfer of the past can be changed, taken away or moved
 * without every later hash changing too.
 */
export function chainHash(previous: Uint8Array, link: ChainLink): Uint8Array {
  const { merchantId, position, kind, reference, phase, resolves, postedAt, postings } = link;
  const text = JSON.stringify([
    Buffer.from(previous.buffer, previous.byteOffset, previous.byteLength).toString('hex'),
    merchantId,
    position,
    kind,
    reference,
    phase,
    resolves ?? null,
    postedAt,
    postings
      .toSorted(inOrderOfAccounts)
      .map(({ asset, purpose, amount, balance }) => [asset, purpose, String(amount), String(balance)]),
  ]);
  return hash('sha256', text, 'buffer');
}
