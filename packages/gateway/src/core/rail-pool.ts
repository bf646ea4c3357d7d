import type { Asset, NetworkId } from '../money/index.ts';
import { canonicalAddress, isValidAddress } from '../rails/addresses/address.ts';
import { isShieldedAddress } from '../rails/addresses/blackhat.ts';
import type { PaymentAccountRequest, PaymentAddressRequest, PaymentSubject } from '../rails/rail.ts';
import { insertDueWork } from '../store/queries/due-work.ts';
import * as queries from '../store/queries/rail-pool.ts';
import type { Transaction } from '../store/store.ts';
import type { Core } from './core.ts';
import type { WorkHandler, WorkHandlers } from './due-work.ts';
import { createIdentifiers } from './identifiers.ts';

export interface PooledAddress {
  readonly network: NetworkId;
  readonly address: string;
}

export interface PooledAccount {
  readonly asset: Asset;
  readonly bank: string;
  readonly accountNumber: string;
  /** The name that the bank knows it by; without it, payers are shown the name that a merchant asks for. */
  readonly accountName?: string;
}

export type PoolImport =
  | { readonly outcome: 'imported'; readonly added: number; readonly known: number }
  /** The `index`-th, counted from 0, is no address of its network. None was imported. */
  | { readonly outcome: 'invalid'; readonly index: number };

/** Gives the manual rail addresses to announce. All of them or none; those it has already change nothing. */
export async function importAddresses(
  transaction: Transaction,
  core: Core,
  addresses: readonly PooledAddress[],
): Promise<PoolImport> {
  const index = addresses.findIndex(({ network, address }) => !isValidAddress(network, address));
  if (index !== -1) return { outcome: 'invalid', index };
  return addEntries(
    transaction,
    core,
    addresses.map(({ network, address }) => ({
      place: network,
      variant: isShieldedAddress(address) ? 'shielded' : 'transparent',
      identifier: canonicalAddress(network, address),
    })),
  );
}

/** The same with bank accounts, each of which takes money for one payment. */
export async function importAccounts(
  transaction: Transaction,
  core: Core,
  accounts: readonly PooledAccount[],
): Promise<PoolImport> {
  return addEntries(
    transaction,
    core,
    accounts.map(({ asset, bank, accountNumber, accountName }) => ({
      place: asset.code,
      variant: bank,
      identifier: accountNumber,
      ...(accountName !== undefined && { holder: accountName }),
    })),
  );
}

async function addEntries(
  transaction: Transaction,
  core: Core,
  entries: readonly queries.PoolEntry[],
): Promise<PoolImport> {
  const addedAt = core.environment.now();
  let added = 0;
  for (const entry of entries) {
    if (await queries.insertPoolEntry(transaction, { ...entry, id: core.newId(), addedAt })) added += 1;
  }
  return { outcome: 'imported', added, known: entries.length - added };
}

/** What the pool needs of the core, of which the rail that takes from the pool is itself a part. */
export type PoolKeeper = Pick<Core, 'environment' | 'perform'>;

/** The pool as the manual rail sees it. */
export function railPool(keeper: PoolKeeper) {
  const newId = createIdentifiers(keeper.environment);
  const take = (subject: PaymentSubject, place: Place) => takeEntry(keeper, newId(), subject, place);
  return {
    takeAddress: async ({ subject, network, kind = 'transparent' }: PaymentAddressRequest) =>
      (await take(subject, { place: network, variant: kind }))?.identifier,
    takeAccount: async ({ subject, asset, bank }: PaymentAccountRequest) => {
      const entry = await take(subject, { place: asset.code, variant: bank });
      return (
        entry && {
          bank: entry.variant,
          accountNumber: entry.identifier,
          ...(entry.holder !== undefined && { accountName: entry.holder }),
        }
      );
    },
  };
}

const RELEASE_WORK = 'rail_pool.release';
/** Ours: far longer than a request takes from asking for an address to storing what it is for. */
const RELEASE_AFTER_MILLISECONDS = 3_600_000;
/** Each time, another process took the entry that was to be taken. */
const TRIES_MAXIMUM = 100;

interface Place {
  readonly place: string;
  readonly variant: string | undefined;
}

function takeEntry(
  { environment, perform }: PoolKeeper,
  workId: string,
  subject: PaymentSubject,
  place: Place,
): Promise<queries.PoolEntry | undefined> {
  const now = environment.now();
  const { merchantId, dialect, id: subjectId } = subject;
  const dueAt = now + RELEASE_AFTER_MILLISECONDS;
  return perform(async (transaction) => {
    const taken = await queries.selectTakenEntry(transaction, subject, place.place);
    if (taken !== undefined) return taken;
    for (let tries = 0; tries < TRIES_MAXIMUM; tries += 1) {
      const free = await queries.selectFreeEntry(transaction, place);
      if (free === undefined) return undefined;
      if (!(await queries.takeEntry(transaction, free, subject, now))) continue;
      const work = { id: workId, merchantId, dialect, kind: RELEASE_WORK, subjectId, dueAt };
      await insertDueWork(transaction, work);
      return free;
    }
    throw new Error(`${TRIES_MAXIMUM} entries of the pool were taken by others first`);
  });
}

/** Gives back what was taken for a payment that was never made: its order number was used before, or the process died. */
const releaseUnused: WorkHandler = (core, { merchantId, dialect, subjectId: id }) =>
  core.perform((transaction) => queries.releaseUnusedEntries(transaction, { merchantId, dialect, id }));

export const RAIL_POOL_HANDLERS: WorkHandlers = { [RELEASE_WORK]: releaseUnused };
