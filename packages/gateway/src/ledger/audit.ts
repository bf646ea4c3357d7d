import type { TransferRow } from '../store/queries/ledger.ts';
import type { CheckedAccount, CheckedPosting, Standing } from '../store/queries/ledger-verification.ts';
import { CHAIN_START } from './chain.ts';
import {
  accountOf,
  chainFindings,
  type Finding,
  isEqual,
  type Preceding,
  resolutionFindings,
  sumFindings,
} from './findings.ts';

/** Where a chain begins, and what an empty one ends in. */
export const LEDGER_START: Preceding = { position: 0, postedAt: 0, hash: CHAIN_START };

export type ReportFinding = (position: number, finding: Finding) => void;

/**
 * Re-adds a merchant's ledger, transfer by transfer from the first; reads nothing itself. What is found wrong is taken for right
 * afterwards, so that one wrong row shows in one place, or two.
 */
export class Audit {
  readonly #report: ReportFinding;
  readonly #balances = new Map<string, bigint>();
  /** Postings of the pending transfers that nothing has resolved so far. */
  readonly #pending = new Map<number, readonly CheckedPosting[]>();
  #last = LEDGER_START;

  constructor(report: ReportFinding) {
    this.#report = report;
  }

  /** The next transfer that there is, with its postings. */
  follow(transfer: TransferRow, postings: readonly CheckedPosting[]): void {
    const { position, phase, resolves = 0 } = transfer;
    this.#skipTo(position);
    const findings = [
      ...chainFindings(this.#last, transfer, postings),
      ...sumFindings(postings),
      ...this.#add(postings),
      ...resolutionFindings(transfer, postings, this.#pending.get(resolves)),
    ];
    for (const finding of findings) this.#report(position, finding);
    this.#pending.delete(resolves);
    if (phase === 'pending') this.#pending.set(position, postings);
    this.#last = transfer;
  }

  /** Compares what was followed with what the ledger says it came to. */
  end({ head = LEDGER_START, accounts }: Standing): void {
    this.#skipTo(head.position + 1);
    const { postedAt, hash } = this.#last;
    const findings = accounts.flatMap((account) => this.#accountFindings(account));
    const isLast = this.#last.position === head.position;
    if (isLast && (head.postedAt !== postedAt || !isEqual(head.hash, hash))) {
      findings.push({ code: 'head', message: 'the end of the chain is not its last transfer' });
    }
    for (const [account, sum] of this.#balances) {
      const message = `account ${account} is not there, and its postings come to ${sum} minor units`;
      findings.push({ code: 'account', message });
    }
    for (const finding of findings) this.#report(head.position, finding);
  }

  #skipTo(position: number): void {
    const first = this.#last.position + 1;
    if (position <= first) return;
    const message =
      position === first + 1 ? 'it is missing' : `the transfers from here to ${position - 1} are missing`;
    this.#report(first, { code: 'missing', message });
  }

  #add(postings: readonly CheckedPosting[]): readonly Finding[] {
    const findings: Finding[] = [];
    for (const posting of postings) {
      const account = accountOf(posting);
      const expected = (this.#balances.get(account) ?? 0n) + posting.amount;
      this.#balances.set(account, posting.balance);
      if (posting.balance === expected) continue;
      const message = `it leaves ${posting.balance} minor units in account ${account}, which come to ${expected}`;
      findings.push({ code: 'balance', message });
    }
    return findings;
  }

  #accountFindings(account: CheckedAccount): Finding[] {
    const name = accountOf(account);
    const sum = this.#balances.get(name) ?? 0n;
    this.#balances.delete(name);
    const findings: Finding[] = [];
    if (account.balance !== sum) {
      const message = `account ${name} holds ${account.balance} minor units, and its postings come to ${sum}`;
      findings.push({ code: 'account', message });
    }
    if (account.balance < 0n && !account.mayBeNegative) {
      findings.push({
        code: 'account',
        message: `account ${name} is below zero: ${account.balance} minor units`,
      });
    }
    return findings;
  }
}
