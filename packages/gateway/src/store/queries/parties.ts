import type { Reader, Transaction } from '../store.ts';
import { bytesOf, numberOf, textOf } from './row.ts';

export interface PartyRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** `payer`, `beneficiary` …: what a dialect calls those it keeps data of. */
  readonly kind: string;
  /** The number the provider gives. */
  readonly number: string;
  readonly sealedForm: Uint8Array;
  readonly createdAt: number;
}

const INSERT = `insert into parties (merchant_id, id, dialect, kind, number, form, created_at)
  values ($1, $2, $3, $4, $5, $6, $7)`;

export async function insertParty(transaction: Transaction, party: PartyRow): Promise<void> {
  const { merchantId, id, dialect, kind, number, sealedForm, createdAt } = party;
  await transaction.run(INSERT, [merchantId, id, dialect, kind, number, sealedForm, createdAt]);
}

const SELECT = `select id, form, created_at from parties
  where merchant_id = $1 and dialect = $2 and kind = $3 and number = $4`;

export async function selectParty(
  reader: Reader,
  key: {
    readonly merchantId: string;
    readonly dialect: string;
    readonly kind: string;
    readonly number: string;
  },
): Promise<PartyRow | undefined> {
  const row = await reader.get(SELECT, [key.merchantId, key.dialect, key.kind, key.number]);
  if (row === undefined) return undefined;
  return {
    ...key,
    id: textOf(row, 'id'),
    sealedForm: bytesOf(row, 'form'),
    createdAt: numberOf(row, 'created_at'),
  };
}
