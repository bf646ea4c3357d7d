import { amountOf, requireAsset } from '../money/index.ts';
import * as queries from '../store/queries/ledger.ts';
import type { Reader, Transaction } from '../store/store.ts';
import type { Purpose } from './account.ts';
import { type AppendOutcome, append } from './append.ts';
import { type Change, changesOf, LedgerError, opposite, type Posting } from './postings.ts';

export interface TransferCommand {
  readonly merchantId: string;
  /** What it is: `payout.hold` … */
  readonly kind: string;
  /** Unique per merchant: a transfer happens once, however often it is asked for. */
  readonly reference: string;
  /** A pending one is completed or undone later, once, by `resolveTransfer`. Unless told, it is final. */
  readonly phase?: 'posted' | 'pending';
  readonly postings: readonly Posting[];
}

export type TransferOutcome = AppendOutcome;

/**
 * Posts a transfer: all of it or nothing, once.
 *
 * @param now Unix milliseconds
 * @throws LedgerError if the postings do not balance
 * @example
 * const postings = movement(amountOf(requireAsset('USDT'), 5_000_000n), { from: 'rail', to: 'pending' });
 * await postTransfer(transaction, { merchantId, kind: 'deposit', reference: `deposit ${id}`, phase: 'pending', postings }, now);
 */
export async function postTransfer(
  transaction: Transaction,
  { phase = 'posted', postings, ...command }: TransferCommand,
  now: number,
): Promise<TransferOutcome> {
  const changes = changesOf(postings);
  return append(transaction, { ...command, phase, changes }, now);
}

/** What the transfer of a reference moved; nothing where there is none. */
export async function postingsOf(
  reader: Reader,
  key: { readonly merchantId: string; readonly reference: string },
): Promise<readonly Posting[]> {
  const rows = await queries.selectPostings(reader, key);
  return rows.map(({ asset, purpose, amount }) => ({
    purpose: purpose as Purpose,
    amount: amountOf(requireAsset(asset), amount),
  }));
}

export type ResolutionCommand = Pick<TransferCommand, 'merchantId' | 'kind' | 'reference'> & {
  /** The reference of the pending transfer. */
  readonly resolves: string;
} & ({ readonly phase: 'completion'; readonly postings: readonly Posting[] } | { readonly phase: 'void' });

export type ResolutionOutcome =
  | TransferOutcome
  /** There is no such pending transfer, or it was completed or undone before. Nothing was done. */
  | { readonly outcome: 'not_pending' };

/**
 * Completes a pending transfer or undoes it, once. A completion takes from each account what the pending transfer credited to it, all of
 * it, and says where it goes; a void posts the exact opposite.
 *
 * @param now Unix milliseconds
 * @throws LedgerError if a completion takes anything else, or does not balance
 * @example
 * const command = { merchantId, kind: 'deposit', reference: `deposit ${id} rejected`, resolves: `deposit ${id}` };
 * await resolveTransfer(transaction, { ...command, phase: 'void' }, now);
 */
export async function resolveTransfer(
  transaction: Transaction,
  command: ResolutionCommand,
  now: number,
): Promise<ResolutionOutcome> {
  const { merchantId, kind, reference, phase } = command;
  const resolved = { merchantId, reference: command.resolves };
  const [, pending, postings] = await Promise.all([
    queries.lockHead(transaction, merchantId),
    queries.selectTransfer(transaction, resolved),
    queries.selectPostings(transaction, resolved),
  ]);
  if (pending?.phase !== 'pending' || pending.isResolved) {
    const made = await queries.selectTransfer(transaction, { merchantId, reference });
    return { outcome: made === undefined ? 'not_pending' : 'duplicate' };
  }
  const posted = postings.map(changeOf);
  const changes = phase === 'void' ? posted.map(opposite) : completing(posted, changesOf(command.postings));
  const resolution = { merchantId, kind, reference, phase, resolves: pending.position, changes };
  return append(transaction, resolution, now);
}

function changeOf({ asset, purpose, amount }: queries.PostingRow): Change {
  return { asset, purpose: purpose as Purpose, amount };
}

/** @returns the changes, which take what was credited @throws LedgerError */
function completing(pending: readonly Change[], changes: readonly Change[]): readonly Change[] {
  for (const { asset, purpose, amount: credited } of pending.filter(({ amount }) => amount > 0n)) {
    const change = changes.find((each) => each.asset === asset && each.purpose === purpose);
    const taken = -(change?.amount ?? 0n);
    if (taken !== credited) {
      throw new LedgerError(
        `a completion takes the ${credited} minor units of ${asset} that are pending in '${purpose}', not ${taken}`,
      );
    }
  }
  return changes;
}
