import { type Core, digits, type Payout, type PayoutState } from '../../core/index.ts';
import { addAmounts } from '../../money/index.ts';
import { renderAmount } from './money.ts';
import type { Beneficiary } from './transfer-request.ts';

/**
 * Numbers and names were observed in a public client: CREATE, REVIEW, SENT, COMPLETE, CANCELED, FAILED, REFUND_SUCCESS. A domestic
 * transfer is confirmed by creating it, and its CREATE lasts until it is sent (ours).
 */
const STATES: Readonly<Record<PayoutState, number>> = {
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

/** Times were observed with the offset of Jakarta, where EasyLink is. */
const UTC_OFFSET_MILLISECONDS = 7 * 3_600_000;
const DISBURSEMENT_ID_RANDOM_DIGITS = 16;

/** A new number such as `202510162200620000082571`: 24 digits that begin with the date. What the others say is not known. */
export function newDisbursementId({ environment }: Pick<Core, 'environment'>): string {
  const date = localIso(environment.now()).slice(0, 10).replaceAll('-', '');
  return date + digits(environment, DISBURSEMENT_ID_RANDOM_DIGITS);
}

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
    state: STATES[state],
    bank_id: bankId,
  };
}

/** `data` of get-domestic-transfer: all texts, and no beneficiary, as a public client types it. */
export function renderTransfer(transfer: Payout): Readonly<Record<string, string>> {
  const { merchantId, reference, number, fee, amount, state, reason, createdAt } = transfer;
  return {
    disbursement_id: number,
    merchant_id: merchantId,
    reference,
    remittance_type: 'domestic',
    source_country: 'IDN',
    source_currency: amount.asset.code,
    destination_country: 'IDN',
    destination_currency: amount.asset.code,
    source_amount: renderAmount(amount),
    destination_amount: renderAmount(amount),
    fee: renderAmount(fee),
    created_at: `${localIso(createdAt).slice(0, 19)}+07:00`,
    // Empty unless a transfer failed.
    reason: reason ?? '',
    state: String(STATES[state]),
  };
}

function localIso(milliseconds: number): string {
  return new Date(milliseconds + UTC_OFFSET_MILLISECONDS).toISOString();
}
