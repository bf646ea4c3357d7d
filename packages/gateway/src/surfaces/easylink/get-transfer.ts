import { easylink } from '@countersign/signing';
import { findPayout } from '../../core/index.ts';
import { refused, succeeded } from './envelope.ts';
import type { Call } from './signed.ts';
import { renderTransfer } from './transfer.ts';
import { readReference } from './transfer-request.ts';

/** `POST /transfer/get-domestic-transfer`. A transfer of another merchant is as absent as one that never was. */
export const getTransfer: Call = (core, merchantId, content) => {
  const read = readReference(content);
  if (!('value' in read)) return read;
  const { reference } = read.value;
  return async (transaction) => {
    const transfer = await findPayout(transaction, core, { merchantId, dialect: easylink.name, reference });
    if (transfer !== undefined) return succeeded(renderTransfer(transfer));
    return refused('transaction_unknown', `There is no transfer with reference ${reference}.`);
  };
};
