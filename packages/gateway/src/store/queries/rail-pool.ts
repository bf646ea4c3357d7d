import type { Reader, Row, Transaction } from '../store.ts';
import { optional, textOf, withoutUndefined } from './row.ts';

/** An address on a chain, or an account in a bank. */
export interface PoolEntry {
  /** The network, or the currency. */
  readonly place: string;
  /** The kind of address, or the bank. */
  readonly variant: string;
  /** The address, or the account number. */
  readonly identifier: string;
  /** The account's. */
  readonly holder?: string;
}

/** The payment that an entry was taken for. */
export interface PoolTaker {
  readonly merchantId: string;
  readonly dialect: string;
  readonly kind: string;
  readonly id: string;
}

const INSERT = `insert into rail_pool (place, variant, identifier, id, holder, added_at)
  values ($1, $2, $3, $4, $5, $6) on conflict (place, variant, identifier) do nothing`;

/** @returns whether it was new. */
export async function insertPoolEntry(
  transaction: Transaction,
  entry: PoolEntry & { readonly id: string; readonly addedAt: number },
): Promise<boolean> {
  const { place, variant, identifier, id, holder = null, addedAt } = entry;
  return (await transaction.run(INSERT, [place, variant, identifier, id, holder, addedAt])) === 1;
}

const COLUMNS = 'place, variant, identifier, holder';

const SELECT_TAKEN = `select ${COLUMNS} from rail_pool where merchant_id = $1 and subject_id = $2 and place = $3`;

/** What a payment has taken there. */
export async function selectTakenEntry(
  reader: Reader,
  { merchantId, id }: PoolTaker,
  place: string,
): Promise<PoolEntry | undefined> {
  const row = await reader.get(SELECT_TAKEN, [merchantId, id, place]);
  return row && entryOf(row);
}

const FREE = 'from rail_pool where subject_id is null and place = $1';
const SELECT_FREE = `select ${COLUMNS} ${FREE} and variant = $2 order by id limit 1`;
const SELECT_FREE_ANYWHERE = `select ${COLUMNS} ${FREE} order by variant, id limit 1`;

/** The entry that was added first of those that are free; of any variant, if none is given. */
export async function selectFreeEntry(
  reader: Reader,
  { place, variant }: { readonly place: string; readonly variant: string | undefined },
): Promise<PoolEntry | undefined> {
  const row = await (variant === undefined
    ? reader.get(SELECT_FREE_ANYWHERE, [place])
    : reader.get(SELECT_FREE, [place, variant]));
  return row && entryOf(row);
}

const TAKE = `update rail_pool set taken_at = $4, merchant_id = $5, dialect = $6, subject_kind = $7, subject_id = $8
  where place = $1 and variant = $2 and identifier = $3 and subject_id is null`;

/** @returns whether it was still free. */
export async function takeEntry(
  transaction: Transaction,
  { place, variant, identifier }: PoolEntry,
  taker: PoolTaker,
  now: number,
): Promise<boolean> {
  const { merchantId, dialect, kind, id } = taker;
  const parameters = [place, variant, identifier, now, merchantId, dialect, kind, id];
  return (await transaction.run(TAKE, parameters)) === 1;
}

const RELEASE = `update rail_pool
  set taken_at = null, merchant_id = null, dialect = null, subject_kind = null, subject_id = null
  where merchant_id = $1 and subject_id = $2
    and not exists (select 1 from invoices where merchant_id = $1 and dialect = $3 and id = $2)
    and not exists (select 1 from virtual_accounts where merchant_id = $1 and id = $2)`;

/** Frees what was taken for a payment that never came into being. */
export async function releaseUnusedEntries(
  transaction: Transaction,
  taker: Pick<PoolTaker, 'merchantId' | 'dialect' | 'id'>,
): Promise<void> {
  await transaction.run(RELEASE, [taker.merchantId, taker.id, taker.dialect]);
}

function entryOf(row: Row): PoolEntry {
  return withoutUndefined({
    place: textOf(row, 'place'),
    variant: textOf(row, 'variant'),
    identifier: textOf(row, 'identifier'),
    holder: optional(row, 'holder', textOf),
  });
}
