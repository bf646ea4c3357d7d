import { lockVirtualAccount, updateVirtualAccount } from '../../store/queries/virtual-accounts.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import type { WorkHandler } from '../due-work.ts';
import { carryOut } from '../effects.ts';
import { decideEnd, stateAt, type VirtualAccountRefusal } from './decide.ts';
import type { VirtualAccountState } from './transitions.ts';
import { accountOf, type VirtualAccount, type VirtualAccountKey } from './virtual-account.ts';

export type VirtualAccountClosing =
  | { readonly outcome: 'closed'; readonly account: VirtualAccount }
  /** It has ended before: `state` tells how. */
  | { readonly outcome: 'refused'; readonly account: VirtualAccount; readonly state: VirtualAccountState }
  | { readonly outcome: 'not_found' };

/** Closes an account for good. What still comes is held as an abnormal payment; what has been seen before counts. */
export async function closeVirtualAccount(
  transaction: Transaction,
  core: Core,
  key: VirtualAccountKey,
): Promise<VirtualAccountClosing> {
  const ended = await end(transaction, core, key, 'close');
  if (ended === undefined) return { outcome: 'not_found' };
  const { account, refusal } = ended;
  if (refusal === undefined) return { outcome: 'closed', account };
  return { outcome: 'refused', account, state: stateAt(account, core.environment.now()) };
}

/** The work `virtual_account.expiry`: ends an account whose time is up. One that was closed meanwhile stays so. */
export const expireVirtualAccount: WorkHandler = async (core, { merchantId, subjectId: id }) => {
  await core.perform((transaction) => end(transaction, core, { merchantId, id }, 'expire'), {
    together: merchantId,
  });
};

/** @returns the account as it stands afterwards, and why it was not ended by this; undefined if there is none */
async function end(
  transaction: Transaction,
  core: Core,
  key: VirtualAccountKey,
  on: 'close' | 'expire',
): Promise<{ readonly account: VirtualAccount; readonly refusal?: VirtualAccountRefusal } | undefined> {
  const row = await lockVirtualAccount(transaction, key);
  if (row === undefined) return undefined;
  const now = core.environment.now();
  const decision = decideEnd(row, on, now);
  if (!decision.ok) return { account: accountOf(core, row), refusal: decision.reason };
  const ended = { ...row, ...decision.change, updatedAt: now };
  await updateVirtualAccount(transaction, ended);
  await carryOut(transaction, core, row, decision);
  return { account: accountOf(core, ended) };
}
