import { easylink } from '@countersign/signing';
import { createPayout, feeFor } from '../../core/index.ts';
import { newDisbursementId } from './disbursement-id.ts';
import { refused, succeeded } from './envelope.ts';
import { DOMESTIC_TRANSFER_FEE } from './fees.ts';
import type { Call } from './signed.ts';
import { renderCreated } from './transfer.ts';
import { readTransferRequest } from './transfer-request.ts';

/** `POST /v2/transfer/create-domestic-transfer`. A reference that is taken is refused, not answered again: so a client observed it. */
export const createTransfer: Call = (core, merchantId, content) => {
  const read = readTransferRequest(content);
  if (!('value' in read)) return read;
  const { reference, amount, beneficiary } = read.value;
  const number = newDisbursementId(core);
  return async (transaction) => {
    const fee = await feeFor(transaction, { merchantId, operation: DOMESTIC_TRANSFER_FEE, amount });
    const creation = await createPayout(transaction, core, {
      merchantId,
      dialect: easylink.name,
      number,
      reference,
      amount,
      fee,
      beneficiary: { ...beneficiary },
      destination: {
        kind: 'bank',
        bank: beneficiary.bankId,
        accountNumber: beneficiary.accountNumber,
        accountName: beneficiary.accountHolderName,
      },
    });
    switch (creation.outcome) {
      case 'created':
        return succeeded(renderCreated(creation.payout));
      case 'repeated':
      case 'conflict':
        return refused(
          'reference_duplicated',
          `reference ${reference} exists already; read it with POST /transfer/get-domestic-transfer.`,
        );
      case 'insufficient':
        return refused('balance_insufficient', 'The balance does not cover the amount and the fee.');
    }
  };
};
