import Type, { type Static } from 'typebox';
import type { GatewayResponse } from '../../http/exchange.ts';
import { bodyReader, parseJsonBody, type Read } from '../../http/json-body.ts';
import { type Amount, amountOf, compareAmounts, parseAmount } from '../../money/index.ts';
import { bankList, isKnownBank } from './banks.ts';
import { refused } from './envelope.ts';
import { RUPIAH } from './money.ts';

/** Without control characters and half surrogate pairs, which no store could give back. Patterns count code points. */
const text = (lengthMaximum: number, lengthMinimum = 1) =>
  `^[^\\p{Cc}\\p{Cs}]{${lengthMinimum},${lengthMaximum}}$`;

/** The merchant's own number of a transfer: the key to read it by. */
const Reference = Type.String({
  pattern: text(64),
  description: "the merchant's unique number of the transfer, 1 to 64 characters.",
});

/**
 * The fields of "Create Domestic Transfer", as public clients send them; the page is not public. Lengths are ours. Numbers are
 * described as their text: clients send `amount` and `payment_method` either way.
 */
const TransferFields = Type.Object({
  reference: Reference,
  bank_id: Type.String({ pattern: '^[0-9]{1,9}$', description: `one of ${bankList()}.` }),
  account_holder_name: Type.String({
    pattern: text(140),
    description: "the beneficiary's name, 1 to 140 characters.",
  }),
  account_number: Type.String({
    pattern: '^[0-9]{4,34}$',
    description: 'the account number, or the phone number of an e-wallet: 4 to 34 digits.',
  }),
  amount: Type.String({
    pattern: '^[0-9.]{1,40}$',
    description: 'the amount in IDR as a plain decimal, for example 50000.',
  }),
  // 1 is a bank to every client, 2 and 3 are not the same to any two of them: kept, and not compared with the bank (ours).
  payment_method: Type.Optional(
    Type.String({ pattern: '^[123]$', description: '1 for a bank account, 2 or 3; it may be left out.' }),
  ),
  description: Type.Optional(Type.String({ pattern: text(255, 0), description: 'at most 255 characters.' })),
  // One client's name for `description`.
  remark: Type.Optional(Type.String({ pattern: text(255, 0), description: 'at most 255 characters.' })),
});

const readTransferFields = bodyReader(TransferFields);
const readReferenceField = bodyReader(Type.Object({ reference: Reference }));

/** Observed: "amount below 50,000 IDR". */
const AMOUNT_MINIMUM = amountOf(RUPIAH, 50_000_00n);
/** Ours: a trillion rupiah, so that amount and fee together always fit the ledger. */
const AMOUNT_MAXIMUM = amountOf(RUPIAH, 1_000_000_000_000_00n);

export interface TransferRequest {
  readonly reference: string;
  readonly amount: Amount;
  readonly beneficiary: Beneficiary;
}

/** Who is paid, and what for. Personal data: it is kept sealed, and never logged. */
export interface Beneficiary {
  readonly bankId: string;
  readonly accountHolderName: string;
  readonly accountNumber: string;
  readonly paymentMethod?: string;
  readonly description?: string;
}

/** Reads the parameters of create-domestic-transfer, or says what is wrong with them. */
export function readTransferRequest(content: Uint8Array): Read<TransferRequest> | GatewayResponse {
  const json = parseJsonBody(content);
  const fields = json.ok ? readTransferFields(json.value) : json;
  if (!fields.ok) return refused('field_invalid', fields.reason);
  const amount = readAmount(fields.value.amount);
  if ('status' in amount) return amount;
  if (!isKnownBank(fields.value.bank_id)) {
    return refused('channel_unsupported', `bank_id is not valid: one of ${bankList()}.`);
  }
  const { reference } = fields.value;
  return { ok: true, value: { reference, amount, beneficiary: beneficiaryOf(fields.value) } };
}

/** Reads the one parameter of get-domestic-transfer. */
export function readReference(content: Uint8Array): Read<{ readonly reference: string }> | GatewayResponse {
  const json = parseJsonBody(content);
  const fields = json.ok ? readReferenceField(json.value) : json;
  return fields.ok ? fields : refused('field_invalid', fields.reason);
}

function readAmount(text: string): Amount | GatewayResponse {
  const amount = parseAmount(text, RUPIAH);
  if ('problem' in amount && amount.problem !== 'too_large') {
    return refused('field_invalid', `amount ${amount.message}.`);
  }
  if ('problem' in amount || compareAmounts(amount, AMOUNT_MAXIMUM) > 0) {
    return refused('amount_out_of_limits', 'amount must be at most 1000000000000 IDR.');
  }
  if (compareAmounts(amount, AMOUNT_MINIMUM) < 0) {
    return refused('amount_too_small', 'amount must be at least 50000 IDR.');
  }
  return amount;
}

function beneficiaryOf(fields: Static<typeof TransferFields>): Beneficiary {
  const { bank_id, account_holder_name, account_number, payment_method } = fields;
  const description = fields.description ?? fields.remark;
  return {
    bankId: bank_id,
    accountHolderName: account_holder_name,
    accountNumber: account_number,
    ...(payment_method !== undefined && { paymentMethod: payment_method }),
    ...(description !== undefined && { description }),
  };
}
