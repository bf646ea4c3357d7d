import { deleteExpired } from '../store/queries/expired.ts';
import { advanceCounter, claimValue, selectCounter } from '../store/queries/replay.ts';
import type { Transaction } from '../store/store.ts';
import { formatMicroseconds, parseMicroseconds } from './microseconds.ts';

/** What a message may do once: as `@countersign/signing` says in its verdict. */
export type Replay =
  | { readonly rule: 'none' }
  | {
      readonly rule: 'signature' | 'nonce' | 'request-id';
      readonly value: string;
      readonly keepMilliseconds: number;
    }
  | { readonly rule: 'increasing'; readonly value: string };

export interface ReplayCommand {
  readonly merchantId: string;
  /** Claims of one credential are apart from another's. */
  readonly credentialId: string;
  readonly replay: Replay;
  /** When the message arrived: the time against which its own time was checked, in Unix milliseconds. */
  readonly receivedAt: number;
}

export type ReplayOutcome =
  | { readonly claimed: true }
  /** `last`: with the increasing rule, the last value that was accepted, as a decimal of seconds. */
  | { readonly claimed: false; readonly last?: string };

/** A message may wait between its clock check and its claim, and processes' clocks differ: by less than this, ours. */
export const MARGIN_MILLISECONDS = 60_000;

/**
 * Claims what a message may do only once: after its signature is known to be good, and before any effect, in the same transaction
 * as the effect. Of any number of copies, in any number of processes, one gets the claim.
 *
 * For requests whose repeats are answered again, see `answerOnce`: the answer is the claim.
 */
export async function claimReplay(transaction: Transaction, command: ReplayCommand): Promise<ReplayOutcome> {
  const { replay, merchantId, credentialId, receivedAt } = command;
  if (replay.rule === 'none') return { claimed: true };
  if (replay.rule === 'increasing') return claimIncreasing(transaction, command, replay.value);
  const { rule, value, keepMilliseconds } = replay;
  const expiresAt = receivedAt + keepMilliseconds + MARGIN_MILLISECONDS;
  const claim = { merchantId, credentialId, rule, value, expiresAt };
  return { claimed: await claimValue(transaction, claim, receivedAt) };
}

async function claimIncreasing(
  transaction: Transaction,
  { merchantId, credentialId }: ReplayCommand,
  value: string,
): Promise<ReplayOutcome> {
  const counter = { merchantId, credentialId };
  const microseconds = parseMicroseconds(value);
  if (await advanceCounter(transaction, { ...counter, microseconds })) return { claimed: true };
  const last = await selectCounter(transaction, counter);
  return last === undefined ? { claimed: false } : { claimed: false, last: formatMicroseconds(last) };
}

/**
 * Forgets claims, answers and tokens that no longer count, at most `limit` of each.
 *
 * @param now Unix milliseconds
 * @returns how many went
 */
export async function sweepExpired(transaction: Transaction, now: number, limit: number): Promise<number> {
  const bound = { before: now, limit };
  const claims = await deleteExpired(transaction, 'claims', bound);
  const answers = await deleteExpired(transaction, 'answers', bound);
  const tokens = await deleteExpired(transaction, 'tokens', bound);
  return claims + answers + tokens;
}
