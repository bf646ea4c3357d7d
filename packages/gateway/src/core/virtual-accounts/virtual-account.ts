import * as queries from '../../store/queries/virtual-accounts.ts';
import type { Reader } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { type NewestFirst, pageOf, withOneMore } from '../page.ts';
import { openJson, type SealingContext, sealJson } from '../sealing.ts';

export type VirtualAccountKey = queries.VirtualAccountKey;
export type VirtualAccountHolder = queries.VirtualAccountHolder;
export type VirtualAccountFilter = queries.VirtualAccountFilter;

/** Who pays into an account, as the merchant described them. Personal data: sealed at rest. */
export type Customer = Readonly<Record<string, unknown>>;

interface Person {
  /** In whose name the account is shown to the payer. */
  readonly accountName: string;
  /** In whose name the merchant asked for it: a bank may show another. */
  readonly requestedName: string;
  readonly customer?: Customer;
}

export interface VirtualAccount extends Omit<queries.VirtualAccountRow, 'sealedPerson'>, Person {}

export async function findVirtualAccount(
  reader: Reader,
  core: Core,
  key: VirtualAccountKey,
): Promise<VirtualAccount | undefined> {
  const row = await queries.selectVirtualAccount(reader, key);
  return row && accountOf(core, row);
}

/** By what its payers know it by. Where several banks gave the same account number, the account that was opened last. */
export async function findVirtualAccountByAccountNumber(
  reader: Reader,
  core: Core,
  key: {
    readonly merchantId: string;
    readonly dialect: string;
    readonly accountNumber: string;
    readonly bank?: string;
  },
): Promise<VirtualAccount | undefined> {
  const { bank } = key;
  const rows = await queries.selectVirtualAccountsByAccountNumber(reader, key);
  const last = rows
    .filter((row) => bank === undefined || row.bank === bank)
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    .at(-1);
  return last && accountOf(core, last);
}

/** A page of a merchant's virtual accounts, newest first. `before` is the `next` of the page before it. */
export async function listVirtualAccounts(
  reader: Reader,
  core: Core,
  { before, limit, ...filter }: VirtualAccountFilter & NewestFirst,
): Promise<{ readonly accounts: readonly VirtualAccount[]; readonly next?: string }> {
  const found = await queries.selectVirtualAccounts(reader, filter, withOneMore(before, limit));
  const { rows, more } = pageOf(found, limit);
  return { accounts: rows.map((row) => accountOf(core, row)), ...more };
}

export function accountOf(core: Core, { sealedPerson, ...row }: queries.VirtualAccountRow): VirtualAccount {
  return { ...row, ...openJson<Person>(core.sealer, sealedPerson, contextOf(row)) };
}

export function rowOf(
  core: Core,
  { accountName, requestedName, customer, ...account }: VirtualAccount,
): queries.VirtualAccountRow {
  const person: Person = { accountName, requestedName, ...(customer !== undefined && { customer }) };
  return { ...account, sealedPerson: sealJson(core.sealer, person, contextOf(account)) };
}

function contextOf({ merchantId, id }: { readonly merchantId: string; readonly id: string }): SealingContext {
  return { merchantId, recordId: id, purpose: 'virtual account person' };
}
