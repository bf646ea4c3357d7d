import type { Destination, SendInstruction } from '../../rails/rail.ts';
import * as queries from '../../store/queries/refunds.ts';
import type { Reader } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { type NewestFirst, pageOf, withOneMore } from '../page.ts';
import { openJson, type SealingContext, sealJson } from '../sealing.ts';

export type RefundKey = queries.RefundKey;
export type RefundFilter = queries.RefundFilter;

export interface Refund extends Omit<queries.RefundRow, 'sealedDestination'> {
  /** Where the money goes back to. Personal data: sealed at rest. */
  readonly destination: Destination;
}

export async function findRefund(reader: Reader, core: Core, key: RefundKey): Promise<Refund | undefined> {
  const row = await queries.selectRefund(reader, key);
  return row && refundOf(core, row);
}

/** A page of a merchant's refunds, newest first. `before` is the `next` of the page before it. */
export async function listRefunds(
  reader: Reader,
  core: Core,
  { before, limit, ...filter }: RefundFilter & NewestFirst,
): Promise<{ readonly refunds: readonly Refund[]; readonly next?: string }> {
  const found = await queries.selectRefunds(reader, filter, withOneMore(before, limit));
  const { rows, more } = pageOf(found, limit);
  return { refunds: rows.map((row) => refundOf(core, row)), ...more };
}

export function refundOf(core: Core, { sealedDestination, ...row }: queries.RefundRow): Refund {
  return { ...row, destination: openJson<Destination>(core.sealer, sealedDestination, contextOf(row)) };
}

export function rowOf(core: Core, { destination, ...refund }: Refund): queries.RefundRow {
  return { ...refund, sealedDestination: sealJson(core.sealer, destination, contextOf(refund)) };
}

/** What the rail is told, the same each time: all of it is kept, the time too. */
export function instructionOf({ merchantId, id, amount, destination, createdAt }: Refund): SendInstruction {
  return { merchantId, kind: 'refund', id, amount, destination, at: createdAt };
}

function contextOf({ merchantId, id }: Pick<queries.RefundRow, 'merchantId' | 'id'>): SealingContext {
  return { merchantId, recordId: id, purpose: 'refund destination' };
}
