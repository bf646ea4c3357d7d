import { amountOf } from '../../money/index.ts';
import type { DepositEvent } from '../../rails/rail.ts';
import {
  lockVirtualAccount,
  updateVirtualAccount,
  type VirtualAccountRow,
} from '../../store/queries/virtual-accounts.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { keepAbnormal } from '../deposits/abnormal.ts';
import { firstHeard, knownOf, storeDeposit } from '../deposits/known.ts';
import type { Deposit, DepositOutcome } from '../deposits/report.ts';
import { carryOut } from '../effects.ts';
import { findFeeSchedule } from '../fees/fees.ts';
import { CHARGED } from '../fees/operations.ts';
import { decideDeposit } from './decide.ts';

/**
 * What a virtual account makes of a deposit that a rail reports: see `recordDeposit`. The account is locked first, so that reports of
 * its deposits, its expiry and its closing come one after the other, in however many processes.
 */
export async function receiveOnAccount(
  transaction: Transaction,
  core: Core,
  event: DepositEvent,
): Promise<DepositOutcome> {
  const account = await lockVirtualAccount(transaction, event.subject);
  const known = await knownOf(transaction, event);
  if ('answer' in known) return known.answer;
  if (account === undefined || account.dialect !== event.subject.dialect) {
    return { outcome: 'unknown_subject' };
  }
  return record(transaction, core, { account, event, existing: known.existing });
}

async function record(
  transaction: Transaction,
  core: Core,
  of: {
    readonly account: VirtualAccountRow;
    readonly event: DepositEvent;
    readonly existing: Deposit | undefined;
  },
): Promise<DepositOutcome> {
  const { account, event, existing } = of;
  const { merchantId, asset } = account;
  const now = core.environment.now();
  const isNew = existing === undefined;
  const deposit = existing ?? firstHeard(core, event);
  const schedule = await findFeeSchedule(transaction, {
    merchantId,
    operation: CHARGED.virtualAccount,
    asset,
  });
  const decision = decideDeposit(account, { deposit, isNew, report: event.state, schedule }, now);
  const { deposit: decided, abnormal, ...change } = decision.change;
  // Throws where the sum is past 64 bits: before it is written.
  amountOf(asset, change.received);
  const stored = await storeDeposit(transaction, decided, { isNew });
  if (stored.outcome !== 'recorded') return stored;
  await updateVirtualAccount(transaction, { ...account, ...change, updatedAt: now });
  const effect = await carryOut(transaction, core, account, decision);
  // What comes in takes from nobody who could lack it.
  if (effect.outcome !== 'done') throw new Error(`virtual account ${account.id}: ${effect.outcome}`);
  for (const money of abnormal) await keepAbnormal(transaction, core, event.subject, money);
  return stored;
}
