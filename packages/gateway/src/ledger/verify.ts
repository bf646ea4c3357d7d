import type { TransferRow } from '../store/queries/ledger.ts';
import * as queries from '../store/queries/ledger-verification.ts';
import type { Reader } from '../store/store.ts';
import { Audit, LEDGER_START } from './audit.ts';
import type { Finding } from './findings.ts';

/** Something in a merchant's books that cannot be. */
export interface LedgerProblem extends Finding {
  readonly merchantId: string;
  /** Of the transfer where it shows. */
  readonly position: number;
}

export interface Verification {
  /** How many there are, which is the position of the last. */
  readonly transfers: number;
  /**
   * The hash of the last transfer, in hexadecimal. Kept elsewhere, together with `transfers`, it proves that nothing before was
   * changed: who can write everything could make a sound chain anew, but not one that leads to the same hash.
   */
  readonly head: string;
  /** In the order of positions; none if the books are right. At most a thousand. */
  readonly problems: readonly LedgerProblem[];
}

export interface VerificationOptions {
  /** Told after each page how many transfers are verified, and of how many. */
  readonly onProgress?: (verified: number, of: number) => void;
  /** `transfers` and `head` of an earlier verification: the chain must still lead through there. */
  readonly kept?: Pick<Verification, 'transfers' | 'head'>;
}

const PAGE_TRANSFERS = 500;
/** Beyond, one more tells nothing new. */
const PROBLEMS_MAXIMUM = 1_000;

/**
 * Re-adds a merchant's whole ledger, and checks the chain of hashes. Others may go on posting meanwhile.
 *
 * @example
 * const { transfers, head, problems } = await verifyLedger(core.reader, merchantId);
 * for (const { position, message } of problems) console.error(`transfer ${position}: ${message}`);
 */
export async function verifyLedger(
  reader: Reader,
  merchantId: string,
  { onProgress, kept }: VerificationOptions = {},
): Promise<Verification> {
  const problems: LedgerProblem[] = [];
  const report = (position: number, finding: Finding) => {
    if (problems.length < PROBLEMS_MAXIMUM) problems.push({ merchantId, position, ...finding });
  };
  const audit = new Audit(report);
  // Read together, so that they agree. What is posted from now on is past this head, and left for the next time.
  const standing = await queries.selectStanding(reader, merchantId);
  const { position, hash } = standing.head ?? LEDGER_START;
  for await (const page of pagesOf(reader, merchantId, position)) {
    for (const [transfer, postings] of page.transfers) {
      audit.follow(transfer, postings);
      if (kept?.transfers === transfer.position && kept.head !== hex(transfer.hash))
        report(transfer.position, REPLACED);
    }
    for (const orphan of page.orphans) report(orphan, ORPHAN);
    onProgress?.(page.until, position);
    // On SQLite reading waits for nothing: others get their turn here.
    await new Promise(setImmediate);
  }
  audit.end(standing);
  if (kept !== undefined && kept.transfers > position) report(position, CUT);
  const past =
    (await queries.selectTransferPastHead(reader, merchantId)) ??
    (await queries.selectPostingPastHead(reader, merchantId));
  if (past !== undefined) report(past, PAST_HEAD);
  return { transfers: position, head: hex(hash), problems };
}

const REPLACED: Finding = { code: 'head', message: 'its hash is another than the one kept' };
const CUT: Finding = { code: 'head', message: 'the chain ends here, before the place that was kept' };
const ORPHAN: Finding = { code: 'missing', message: 'there are postings of it, and it is not there' };
const PAST_HEAD: Finding = { code: 'head', message: 'it is past the end of the chain' };

interface Page {
  readonly transfers: readonly (readonly [TransferRow, readonly queries.CheckedPosting[]])[];
  /** Positions that have postings and no transfer. */
  readonly orphans: readonly number[];
  readonly until: number;
}

async function* pagesOf(reader: Reader, merchantId: string, end: number): AsyncGenerator<Page> {
  for (let after = 0; after < end; ) {
    const options = { after, until: end, limit: PAGE_TRANSFERS };
    const transfers = await queries.selectTransfers(reader, merchantId, options);
    const last = transfers.length === PAGE_TRANSFERS ? transfers.at(-1) : undefined;
    const until = last?.position ?? end;
    const all = await queries.selectPostingsBetween(reader, merchantId, { after, until });
    const postings = Map.groupBy(all, ({ position }) => position);
    const withPostings = transfers.map((each) => [each, postings.get(each.position) ?? []] as const);
    for (const { position } of transfers) postings.delete(position);
    yield { transfers: withPostings, orphans: [...postings.keys()], until };
    after = until;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
