import { MoneyError } from '../../money/index.ts';
import type { DepositEvent } from '../../rails/rail.ts';
import * as queries from '../../store/queries/deposits.ts';
import { selectMerchantOf } from '../../store/queries/named.ts';
import type { Reader } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { receiveOnInvoice } from '../invoices/receive.ts';
import { pageOf } from '../page.ts';
import { receiveOnAccount } from '../virtual-accounts/receive.ts';
import type { Deposit, DepositOutcome } from './report.ts';

/**
 * Records what a rail reports of money that came in, in a transaction of its own. The rail's name and its own id for a deposit name
 * it: reported ten times, by ten processes, it counts once.
 *
 * What is contradicted, or for nothing that is known, changes nothing: tell an operator.
 */
export async function recordDeposit(core: Core, event: DepositEvent): Promise<DepositOutcome> {
  const receive = RECEIVERS[event.subject.kind];
  try {
    return await core.perform((transaction) => receive(transaction, core, event), {
      together: event.subject.merchantId,
    });
  } catch (error) {
    if (error instanceof MoneyError && error.code === 'out_of_range') return { outcome: 'too_large' };
    throw error;
  }
}

const RECEIVERS = { invoice: receiveOnInvoice, virtual_account: receiveOnAccount } as const;

/** A page of what came in for one invoice or virtual account, the first first. `after` is the `next` of the page before it. */
export async function listDeposits(
  reader: Reader,
  of: {
    readonly merchantId: string;
    readonly subjectId: string;
    readonly after?: string;
    readonly limit: number;
  },
): Promise<{ readonly deposits: readonly Deposit[]; readonly next?: string }> {
  const { merchantId, subjectId, after = '', limit } = of;
  const page = { merchantId, subjectId, afterId: after, limit: limit + 1 };
  const found = await queries.selectDeposits(reader, page);
  const { rows, more } = pageOf(found, limit);
  return { deposits: rows, ...more };
}

/** A merchant's deposit by our id; or anybody's, by the rail's own id or by ours. */
export async function findDeposit(
  reader: Reader,
  key:
    | { readonly merchantId: string; readonly id: string }
    | { readonly rail: string; readonly name: string },
): Promise<Deposit | undefined> {
  if ('id' in key) return queries.selectDeposit(reader, key);
  const { rail, name } = key;
  const byExternalId = await queries.selectDepositByExternalId(reader, { rail, externalId: name });
  if (byExternalId !== undefined) return byExternalId;
  const merchantId = await selectMerchantOf(reader, 'deposit', name);
  return merchantId === undefined ? undefined : queries.selectDeposit(reader, { merchantId, id: name });
}
