import { type Amount, type Asset, amountOf, requireAsset } from '../../money/index.ts';
import { type RecordKey, statementOf } from '../record-key.ts';
import type { Reader, Row, Transaction } from '../store.ts';
import { bytesOf, integerOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

/** Whose payers pay into it: the merchant's own, which tops its balance up with it, or one customer's of the merchant. */
export type VirtualAccountHolder = 'merchant' | 'customer';

export type VirtualAccountState = 'active' | 'closed' | 'expired';

export interface VirtualAccountRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** The number the provider gives. */
  readonly number: string;
  /** The number the merchant gives. */
  readonly reference: string;
  readonly fingerprint: string;
  readonly holder: VirtualAccountHolder;
  readonly asset: Asset;
  /** What every payment has to be; any amount where absent. */
  readonly fixed?: Amount;
  readonly bank: string;
  readonly accountNumber: string;
  readonly sealedPerson: Uint8Array;
  readonly state: VirtualAccountState;
  /** The sum of what came in as it was asked for and is certain, before fees. Minor units. */
  readonly received: bigint;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly updatedAt: number;
  /** What one dialect must remember. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const COLUMNS = `merchant_id, id, dialect, number, reference, fingerprint, holder, asset, fixed_minor, bank, account_number,
  person, state, received_minor, created_at, expires_at, updated_at, extra`;

const INSERT = `insert into virtual_accounts (${COLUMNS})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
  on conflict do nothing`;

/** @returns false if the merchant has one of this reference, or number, in this dialect, or if the bank account is another's of it. */
export async function insertVirtualAccount(
  transaction: Transaction,
  account: VirtualAccountRow,
): Promise<boolean> {
  const inserted = await transaction.run(INSERT, [
    account.merchantId,
    account.id,
    account.dialect,
    account.number,
    account.reference,
    account.fingerprint,
    account.holder,
    account.asset.code,
    account.fixed?.minor ?? null,
    account.bank,
    account.accountNumber,
    account.sealedPerson,
    account.state,
    account.received,
    account.createdAt,
    account.expiresAt ?? null,
    account.updatedAt,
    JSON.stringify(account.extra),
  ]);
  return inserted === 1;
}

const UPDATE = `update virtual_accounts set state = $3, received_minor = $4, updated_at = $5
  where merchant_id = $1 and id = $2`;

/** Stores what can change in a virtual account. Its row is locked. */
export async function updateVirtualAccount(
  transaction: Transaction,
  account: Pick<VirtualAccountRow, 'merchantId' | 'id' | 'state' | 'received' | 'updatedAt'>,
): Promise<void> {
  const { merchantId, id, state, received, updatedAt } = account;
  await transaction.run(UPDATE, [merchantId, id, state, received, updatedAt]);
}

const SELECT = `select ${COLUMNS} from virtual_accounts where merchant_id = $1`;

/** A virtual account by its own id, the provider's number or the merchant's reference. */
export type VirtualAccountKey = RecordKey;

export async function selectVirtualAccount(
  reader: Reader,
  key: VirtualAccountKey,
): Promise<VirtualAccountRow | undefined> {
  const row = await reader.get(...statementOf(SELECT, key));
  return row && accountOf(row);
}

/** The same, kept from changing until the transaction ends. */
export async function lockVirtualAccount(
  transaction: Transaction,
  key: VirtualAccountKey,
): Promise<VirtualAccountRow | undefined> {
  const row = await transaction.lock(...statementOf(SELECT, key));
  return row && accountOf(row);
}

/** At most one for each bank. */
export async function selectVirtualAccountsByAccountNumber(
  reader: Reader,
  key: { readonly merchantId: string; readonly dialect: string; readonly accountNumber: string },
): Promise<readonly VirtualAccountRow[]> {
  const sql = `${SELECT} and account_number = $2 and dialect = $3`;
  return (await reader.all(sql, [key.merchantId, key.accountNumber, key.dialect])).map(accountOf);
}

export interface VirtualAccountFilter {
  readonly merchantId: string;
  readonly dialect: string;
  readonly holder?: VirtualAccountHolder;
  readonly state?: VirtualAccountState;
}

/** Newest first, before the one of `beforeId`. Ids are UUIDv7, so their order is that of creation. */
export async function selectVirtualAccounts(
  reader: Reader,
  { merchantId, dialect, holder, state }: VirtualAccountFilter,
  { beforeId, limit }: { readonly beforeId?: string; readonly limit: number },
): Promise<readonly VirtualAccountRow[]> {
  const parameters: (string | number)[] = [merchantId, dialect];
  const bind = (value: string | number) => `$${parameters.push(value)}`;
  // In so many words, because the index of merchants' own is a partial one.
  const ofHolder = holder === undefined ? '' : ` and holder = '${holder}'`;
  // Merchants' own are few. Concatenated, the state is no column of an index: else SQLite goes through all of that state.
  const among = holder === 'merchant' ? "state || ''" : 'state';
  const ofState = state === undefined ? '' : ` and ${among} = ${bind(state)}`;
  const before = beforeId === undefined ? '' : ` and id < ${bind(beforeId)}`;
  const sql = `${SELECT} and dialect = $2${ofHolder}${ofState}${before} order by id desc limit ${bind(limit)}`;
  return (await reader.all(sql, parameters)).map(accountOf);
}

function accountOf(row: Row): VirtualAccountRow {
  const asset = requireAsset(textOf(row, 'asset'));
  const fixed = optional(row, 'fixed_minor', integerOf);
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    number: textOf(row, 'number'),
    reference: textOf(row, 'reference'),
    fingerprint: textOf(row, 'fingerprint'),
    holder: textOf(row, 'holder') as VirtualAccountHolder,
    asset,
    fixed: fixed === undefined ? undefined : amountOf(asset, fixed),
    bank: textOf(row, 'bank'),
    accountNumber: textOf(row, 'account_number'),
    sealedPerson: bytesOf(row, 'person'),
    state: textOf(row, 'state') as VirtualAccountState,
    received: integerOf(row, 'received_minor'),
    createdAt: numberOf(row, 'created_at'),
    expiresAt: optional(row, 'expires_at', numberOf),
    updatedAt: numberOf(row, 'updated_at'),
    extra: JSON.parse(textOf(row, 'extra')) as VirtualAccountRow['extra'],
  });
}
