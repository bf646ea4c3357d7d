import type { Reader, Row, Transaction } from '../store.ts';
import { numberOf, textOf } from './row.ts';

export interface MerchantRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

const INSERT = 'insert into merchants (merchant_id, name, created_at) values ($1, $2, $3)';

export async function insertMerchant(transaction: Transaction, merchant: MerchantRow): Promise<void> {
  await transaction.run(INSERT, [merchant.id, merchant.name, merchant.createdAt]);
}

const SELECT = 'select merchant_id, name, created_at from merchants where merchant_id = $1';

export async function selectMerchant(reader: Reader, merchantId: string): Promise<MerchantRow | undefined> {
  const row = await reader.get(SELECT, [merchantId]);
  return row && merchantOf(row);
}

const SELECT_PAGE =
  'select merchant_id, name, created_at from merchants where merchant_id > $1 order by merchant_id limit $2';

/** In order of creation, those after `afterId` (`''` for the first page). */
export async function selectMerchants(
  reader: Reader,
  page: { readonly afterId: string; readonly limit: number },
): Promise<readonly MerchantRow[]> {
  return (await reader.all(SELECT_PAGE, [page.afterId, page.limit])).map(merchantOf);
}

function merchantOf(row: Row): MerchantRow {
  return {
    id: textOf(row, 'merchant_id'),
    name: textOf(row, 'name'),
    createdAt: numberOf(row, 'created_at'),
  };
}
