import type { Destination, SendInstruction } from '../../rails/rail.ts';
import * as queries from '../../store/queries/payouts.ts';
import type { Reader } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { type NewestFirst, pageOf, withOneMore } from '../page.ts';
import { openJson, type SealingContext, sealJson } from '../sealing.ts';

export type PayoutKey = queries.PayoutKey;
export type PayoutKind = queries.PayoutKind;
export type PayoutFilter = queries.PayoutFilter;

/** Who is paid, as the merchant described them. Personal data: sealed at rest. */
export type Beneficiary = Readonly<Record<string, unknown>>;

export interface Payout extends Omit<queries.PayoutRow, 'sealedBeneficiary' | 'sealedDestination'> {
  readonly beneficiary: Beneficiary;
  /** Where the rail sends it. Personal data too. */
  readonly destination: Destination;
}

export async function findPayout(reader: Reader, core: Core, key: PayoutKey): Promise<Payout | undefined> {
  const row = await queries.selectPayout(reader, key);
  return row && payoutOf(core, row);
}

/** A page of a merchant's payouts, newest first. `before` is the `next` of the page before it. */
export async function listPayouts(
  reader: Reader,
  core: Core,
  { before, limit, ...filter }: PayoutFilter & NewestFirst,
): Promise<{ readonly payouts: readonly Payout[]; readonly next?: string }> {
  const found = await queries.selectPayouts(reader, filter, withOneMore(before, limit));
  const { rows, more } = pageOf(found, limit);
  return { payouts: rows.map((row) => payoutOf(core, row)), ...more };
}

export function payoutOf(
  core: Core,
  { sealedBeneficiary, sealedDestination, ...row }: queries.PayoutRow,
): Payout {
  return {
    ...row,
    beneficiary: openJson<Beneficiary>(core.sealer, sealedBeneficiary, contextOf(row, 'beneficiary')),
    destination: openJson<Destination>(core.sealer, sealedDestination, contextOf(row, 'destination')),
  };
}

export function rowOf(core: Core, { beneficiary, destination, ...payout }: Payout): queries.PayoutRow {
  return {
    ...payout,
    sealedBeneficiary: sealJson(core.sealer, beneficiary, contextOf(payout, 'beneficiary')),
    sealedDestination: sealJson(core.sealer, destination, contextOf(payout, 'destination')),
  };
}

/**
 * What the rail is told, the same each time: all of it is kept, the time too.
 *
 * @throws Error if the payout has not been released
 */
export function instructionOf({ merchantId, id, amount, destination, releasedAt }: Payout): SendInstruction {
  if (releasedAt === undefined) throw new Error(`payout ${id} was not released`);
  return { merchantId, kind: 'payout', id, amount, destination, at: releasedAt };
}

function contextOf(
  { merchantId, id }: Pick<queries.PayoutRow, 'merchantId' | 'id'>,
  what: 'beneficiary' | 'destination',
): SealingContext {
  return { merchantId, recordId: id, purpose: `payout ${what}` };
}
