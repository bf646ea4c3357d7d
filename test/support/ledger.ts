/** Merchants' ledgers on each engine, with a clock that stands still, and nothing of the core above them. */
import { after, before, describe } from 'node:test';
import {
  movement,
  type Posting,
  type Purpose,
  postTransfer,
  type ResolutionCommand,
  resolveTransfer,
} from '../../packages/gateway/src/ledger/index.ts';
import { type Amount, amountOf, requireAsset } from '../../packages/gateway/src/money/index.ts';
import { selectAccounts } from '../../packages/gateway/src/store/queries/ledger.ts';
import { insertMerchant } from '../../packages/gateway/src/store/queries/merchants.ts';
import type { EngineName, Store, Value } from '../../packages/gateway/src/store/store.ts';
import { forEachEngine, openTestStore } from './engines.ts';
import { type TestEnvironment, testEnvironment } from './environment.ts';

export const usd = (minor: bigint): Amount => amountOf(requireAsset('USD'), minor);
export const idr = (minor: bigint): Amount => amountOf(requireAsset('IDR'), minor);

export interface TestLedger {
  readonly engine: EngineName;
  readonly store: Store;
  readonly environment: TestEnvironment;
  /** The same store as another process has it. Only PostgreSQL serves several. */
  readonly elsewhere: Store | undefined;
  newMerchant(): Promise<string>;
  /** Posts, by a reference of its own unless told. */
  post(
    merchantId: string,
    postings: readonly Posting[],
    options?: PostOptions,
  ): ReturnType<typeof postTransfer>;
  move(
    merchantId: string,
    amount: Amount,
    way: { readonly from: Purpose; readonly to: Purpose },
    options?: PostOptions,
  ): ReturnType<typeof postTransfer>;
  /** Completes or voids the transfer of that reference, as '<reference> resolved'. */
  resolve(
    merchantId: string,
    resolves: string,
    how: Pick<ResolutionCommand, 'phase'> & {
      readonly postings?: readonly Posting[];
      readonly reference?: string;
    },
  ): ReturnType<typeof resolveTransfer>;
  /** Balances by account: `{ 'USD available': 5n }`. */
  accounts(merchantId: string): Promise<Readonly<Record<string, bigint>>>;
  /** A statement of a test's own, in a transaction. */
  byHand(sql: string, values?: readonly Value[]): Promise<number>;
}

export interface PostOptions {
  readonly reference?: string;
  readonly phase?: 'pending' | 'posted';
  readonly store?: Store;
}

/** The same specification on both engines. */
export function onEachEngine(name: string, specify: (opened: () => TestLedger) => void): void {
  describe(name, () => {
    forEachEngine((engine) => {
      let opened: TestLedger & { close(): Promise<void> };
      before(async () => {
        opened = await openTestLedger(engine);
      });
      after(() => opened?.close());
      specify(() => opened);
    });
  });
}

async function openTestLedger(engine: EngineName): Promise<TestLedger & { close(): Promise<void> }> {
  const { store, another, close } = await openTestStore(engine);
  const environment = testEnvironment();
  let made = 0;
  const next = (name: string) => {
    made += 1;
    return `${name} ${made}`;
  };
  const post: TestLedger['post'] = (merchantId, postings, options = {}) => {
    const { reference = next('transfer'), phase = 'posted', store: through = store } = options;
    const command = { merchantId, kind: 'test', reference, phase, postings };
    return through.transaction((transaction) => postTransfer(transaction, command, environment.now()));
  };
  return {
    engine,
    store,
    environment,
    elsewhere: engine === 'postgres' ? await another() : undefined,
    newMerchant: () => newMerchant(store, next('merchant')),
    post,
    move: (merchantId, amount, way, options) => post(merchantId, movement(amount, way), options),
    resolve: (merchantId, resolves, { reference = `${resolves} resolved`, ...how }) => {
      const command = { merchantId, kind: 'test', reference, resolves, ...how } as ResolutionCommand;
      return store.transaction((transaction) => resolveTransfer(transaction, command, environment.now()));
    },
    accounts: async (merchantId) => {
      const rows = await selectAccounts(store, merchantId);
      return Object.fromEntries(rows.map(({ asset, purpose, balance }) => [`${asset} ${purpose}`, balance]));
    },
    byHand: (sql, values) => store.transaction((transaction) => transaction.run(sql, values)),
    close,
  };
}

async function newMerchant(store: Store, id: string): Promise<string> {
  await store.transaction((transaction) => insertMerchant(transaction, { id, name: 'Shop', createdAt: 0 }));
  return id;
}
