import { addAmounts, MoneyError } from '../../money/index.ts';
import type { Destination } from '../../rails/rail.ts';
import * as queries from '../../store/queries/payouts.ts';
import { markQuoteUsed } from '../../store/queries/quotes.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import type { Plan } from '../decision.ts';
import { carryOut } from '../effects.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { changed } from './change.ts';
import { begin, decide } from './decide.ts';
import { type Beneficiary, type Payout, type PayoutKind, payoutOf, rowOf } from './payout.ts';
import { openQuote, type QuoteRefusal } from './quotes.ts';
import type { PayoutTerms } from './terms.ts';

interface PayoutFields {
  readonly merchantId: string;
  readonly dialect: string;
  /** A settlement pays out the merchant's own balance, to itself. A payout, if not told. */
  readonly kind?: PayoutKind;
  /** The number the provider gives: unique per merchant and dialect. */
  readonly number: string;
  /** The number the merchant gives: unique per merchant and dialect. */
  readonly reference: string;
  readonly beneficiary: Beneficiary;
  readonly destination: Destination;
  /** Until when the merchant may confirm it, in Unix milliseconds. Without it, creating the payout confirms it. */
  readonly confirmBy?: number;
  /** Why it must be looked at before it is sent: with it, a payout confirmed at once goes under review. */
  readonly review?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
  /**
   * Of what the merchant asked for, beside whom it pays and where, which are compared themselves: a hash of them in the row would let
   * readers of the store test guesses. Computed if not told, from the amount; so tell it where the amount comes from a rate, which is
   * another one when the merchant asks again.
   */
  readonly fingerprint?: string;
}

export type PayoutCommand = PayoutFields & PayoutTerms;

export type PayoutCreation =
  | { readonly outcome: 'created'; readonly payout: Payout }
  /** The same command as before. Nothing was done. */
  | { readonly outcome: 'repeated'; readonly payout: Payout }
  /** The merchant used this reference before, for something else. */
  | { readonly outcome: 'conflict'; readonly existing: Payout }
  /** The balance does not cover source and fee. The reference stays free. */
  | { readonly outcome: 'insufficient' };

/**
 * Creates a payout and holds what it costs, once per reference; if the balance does not cover that, does nothing. Two commands are
 * the same whatever is ours in them, and may be another each time: the number, the fee, the rate, the time to confirm it, what a
 * dialect remembers.
 *
 * @throws MoneyError if the fee is of another asset than the source
 */
export function createPayout(
  transaction: Transaction,
  core: Core,
  command: PayoutCommand,
): Promise<PayoutCreation> {
  const { kind = 'payout', amount, source = amount } = command;
  const fingerprint = fingerprintOf({
    kind,
    amount: { asset: amount.asset.code, minor: amount.minor },
    sourceAsset: source.asset.code,
  });
  return create(transaction, core, { fingerprint, ...command });
}

export type QuotedPayoutCommand = PayoutFields & { readonly quoteNumber: string };

export type QuotedPayoutCreation =
  | PayoutCreation
  | { readonly outcome: 'quote_refused'; readonly reason: QuoteRefusal };

/** Creates a payout at what it was quoted. A quote is used once, while it holds; a payout that the balance refuses leaves it unused. */
export async function createQuotedPayout(
  transaction: Transaction,
  core: Core,
  { quoteNumber, ...command }: QuotedPayoutCommand,
): Promise<QuotedPayoutCreation> {
  const { merchantId, dialect, kind = 'payout' } = command;
  const { fingerprint = fingerprintOf({ kind, quoteNumber }) } = command;
  const quote = await openQuote(transaction, core, { merchantId, dialect, number: quoteNumber });
  if ('refused' in quote) {
    const earlier = await findEarlier(transaction, core, { ...command, fingerprint });
    return earlier ?? { outcome: 'quote_refused', reason: quote.refused };
  }
  const creation = await create(transaction, core, { ...command, ...quote.terms, fingerprint });
  if (creation.outcome === 'created') {
    await markQuoteUsed(transaction, { merchantId, id: quote.id, payoutId: creation.payout.id });
  }
  return creation;
}

type Known = PayoutCommand & { readonly fingerprint: string };

async function create(transaction: Transaction, core: Core, command: Known): Promise<PayoutCreation> {
  if (!isHoldable(command)) {
    const earlier = await findEarlier(transaction, core, command);
    return earlier ?? { outcome: 'insufficient' };
  }
  const { payout, plan } = draft(core, command);
  if (!(await queries.insertPayout(transaction, rowOf(core, payout)))) {
    const earlier = await findEarlier(transaction, core, command);
    if (earlier === undefined) throw new Error(`payout ${payout.id} was neither created nor found`);
    return earlier;
  }
  if ((await carryOut(transaction, core, payout, plan)).outcome === 'done') {
    return { outcome: 'created', payout };
  }
  await queries.deletePayout(transaction, payout);
  return { outcome: 'insufficient' };
}

/** No balance covers more than an amount can be. */
function isHoldable({ amount, source = amount, fee }: PayoutTerms): boolean {
  try {
    addAmounts(source, fee);
    return true;
  } catch (error) {
    if (error instanceof MoneyError && error.code === 'out_of_range') return false;
    throw error;
  }
}

/** What a merchant is told that used the reference before. */
async function findEarlier(
  transaction: Transaction,
  core: Core,
  command: Omit<Known, keyof PayoutTerms>,
): Promise<PayoutCreation | undefined> {
  const { merchantId, dialect, reference, fingerprint } = command;
  const row = await queries.selectPayout(transaction, { merchantId, dialect, reference });
  if (row === undefined) return undefined;
  const existing = payoutOf(core, row);
  const isSame = existing.fingerprint === fingerprint && personIn(existing) === personIn(command);
  return isSame ? { outcome: 'repeated', payout: existing } : { outcome: 'conflict', existing };
}

/** Who is paid, and where. */
function personIn({ beneficiary, destination }: Pick<Payout, 'beneficiary' | 'destination'>): string {
  return fingerprintOf({ beneficiary, destination });
}

/** A new payout as it will stand at the end of this transaction, and what has to happen for that. */
function draft(core: Core, command: Known): { readonly payout: Payout; readonly plan: Plan } {
  const { merchantId, dialect, kind = 'payout', number, reference, fingerprint, confirmBy } = command;
  const { amount, source = amount, fee, rate } = command;
  const now = core.environment.now();
  const created: Payout = {
    merchantId,
    id: core.newId(),
    dialect,
    kind,
    number,
    reference,
    fingerprint,
    source,
    fee,
    amount,
    ...(rate !== undefined && { rate }),
    state: 'created',
    ...(confirmBy !== undefined && { confirmBy }),
    beneficiary: command.beneficiary,
    destination: command.destination,
    createdAt: now,
    updatedAt: now,
    extra: command.extra ?? {},
  };
  const beginning = begin(created);
  if (confirmBy !== undefined) return { payout: created, plan: beginning };

  const { review } = command;
  const confirmed = decide(created, { type: 'confirm', ...(review !== undefined && { review }) }, now);
  if (!confirmed.ok) throw new Error(`a new payout cannot be confirmed: ${confirmed.reason}`);
  return {
    payout: changed(created, confirmed.change),
    plan: {
      movements: [...beginning.movements, ...confirmed.movements],
      events: [...beginning.events, ...confirmed.events],
      work: [...beginning.work, ...confirmed.work],
    },
  };
}
