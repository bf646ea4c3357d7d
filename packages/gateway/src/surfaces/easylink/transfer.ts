import type { Payout, PayoutState } from '../../core/index.ts';
import { addAmounts } from '../../money/index.ts';
import { localTime } from './local-time.ts';
import { renderAmount } from './money.ts';
import type { Beneficiary } from './transfer-request.ts';

/**
 * Numbers and names were observed in a public client: CREATE, REVIEW, SENT, COMPLETE, CANCELED, FAILED, REFUND_SUCCESS. A domestic
 * transfer is confirmed by creating it, and its CREATE lasts until it is sent (ours).
 */
export const TRANSFER_STATES: Readonly<Record<PayoutState, number>> = {
  created: 1,
  confirmed: 1,
  review: 4,
  sent: 6,
  completed: 7,
  expired: 8,
  cancelled: 8,
  failed: 9,
  returned: 10,
};

/** `data` of create-domestic-transfer. `state` is a number here, and a text where a transfer is read: so public clients type them. */
export function renderCreated(transfer: Payout): Readonly<Record<string, unknown>> {
  const { accountHolderName, accountNumber, bankId } = transfer.beneficiary as unknown as Beneficiary;
  const { merchantId, reference, number, fee, amount, state } = transfer;
  return {
    merchant_id: merchantId,
    reference,
    disbursement_id: number,
    fee: renderAmount(fee),
    amount: renderAmount(amount),
    total_amount: renderAmount(addAmounts(amount, fee)),
    account_holder_name: accountHolderName,
    account_number: accountNumber,
    state: TRANSFER_STATES[state],
    bank_id: bankId,
  };
}

/** `data` of get-domestic-transfer: all texts, and no beneficiary, as a public client types it. */
export function renderTransfer(transfer: Payout): Readonly<Record<string, string>> {
  const { merchantId, reference, number, state, reason, createdAt } = transfer;
  return {
    disbursement_id: number,
    merchant_id: merchantId,
    reference,
    ...renderTerms(transfer),
    created_at: localTime(createdAt),
    reason: renderReason(state, reason),
    state: String(TRANSFER_STATES[state]),
  };
}

/** What a transfer is, as it is read and as notifications of it were observed: from beginning to end the same. */
export function renderTerms({ amount, fee }: Payout): Readonly<Record<string, string>> {
  return {
    remittance_type: 'domestic',
    source_country: 'IDN',
    source_currency: amount.asset.code,
    destination_country: 'IDN',
    destination_currency: amount.asset.code,
    source_amount: renderAmount(amount),
    destination_amount: renderAmount(amount),
    fee: renderAmount(fee),
  };
}

/** Empty unless a transfer failed or came back. Why somebody looks into it is not the merchant's to know (ours). */
export function renderReason(state: PayoutState, reason = ''): string {
  return state === 'failed' || state === 'returned' ? reason : '';
}
