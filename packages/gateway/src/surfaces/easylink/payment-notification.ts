import { findVirtualAccount } from '../../core/index.ts';
import { amountOf } from '../../money/index.ts';
import { disbursementIdOf } from './disbursement-id.ts';
import { localTime } from './local-time.ts';
import { renderAmount } from './money.ts';
import { type Notify, notification } from './notification.ts';

/** 7 is what a public client takes for paid. */
const PAID = '7';

/**
 * Of a payment that a virtual account took. A public client reads `reference_id`, `disbursement_id` and `state` of it; the page is not
 * public, so the other fields are ours, named as in other notifications and in the request that opens an account.
 */
export const paymentNotification: Notify = async (core, { merchantId, subjectId: id, data, createdAt }) => {
  const account = await findVirtualAccount(core.reader, core, { merchantId, id });
  if (account === undefined) throw new Error(`there is no virtual account ${id} to tell of`);
  const { depositId, amountMinor, feeMinor } = data as Readonly<Record<string, string>>;
  const money = (minor = '') => renderAmount(amountOf(account.asset, BigInt(minor)));
  return notification('virtual_account', {
    disbursement_id: disbursementIdOf(depositId ?? ''),
    reference_id: account.reference,
    virtual_account: account.accountNumber,
    payment_channel: account.bank,
    currency: account.asset.code,
    amount: money(amountMinor),
    fee: money(feeMinor),
    state: PAID,
    state_change_time: localTime(createdAt),
    reason: '',
  });
};
