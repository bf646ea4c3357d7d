/** Payouts and refunds of tests: a rail that remembers what it was asked and answers as it is told, and their money in few words. */
import type { PayoutCommand, PayoutTerms } from '../../packages/gateway/src/core/index.ts';
import { amountOf, requireAsset } from '../../packages/gateway/src/money/index.ts';
import type {
  Rail,
  SendInstruction,
  SendProgress,
  SendReceipt,
} from '../../packages/gateway/src/rails/rail.ts';
import { selectAccounts } from '../../packages/gateway/src/store/queries/ledger.ts';
import type { Reader } from '../../packages/gateway/src/store/store.ts';
import { eventsOf } from './events.ts';

export const usd = (minor: bigint) => amountOf(requireAsset('USD'), minor);
export const idr = (minor: bigint) => amountOf(requireAsset('IDR'), minor);

export const BENEFICIARY = { name: 'Budi Santoso', account_number: '8730700000000001' };
export const DESTINATION = {
  kind: 'bank',
  bank: '2',
  accountNumber: '8730700000000001',
  accountName: 'Budi Santoso',
} as const;

export interface TestRail extends Rail {
  /** Every time it was asked to send, whatever came of it. */
  readonly asked: readonly SendInstruction[];
  /** What is paid, by id. */
  readonly paid: ReadonlyMap<string, SendInstruction>;
  /** What the next times it is asked to send come to, one after the other: an error before it has paid, or after. */
  fail(...failures: { readonly paid: boolean; readonly error: Error }[]): void;
  /** What it says of every sending from now on. */
  say(progress: SendProgress): void;
  /** When it wants to be asked first; not at all, unless told. */
  askAt: number | undefined;
}

/** Pays once per id, as every rail must. It takes no money in. */
export function testRail(): TestRail {
  const asked: SendInstruction[] = [];
  const paid = new Map<string, SendInstruction>();
  let failures: { readonly paid: boolean; readonly error: Error }[] = [];
  let progress: SendProgress = { state: 'sent' };
  const none = () => Promise.reject(new Error('this rail only sends'));
  const rail: TestRail = {
    name: 'test',
    asked,
    paid,
    askAt: undefined,
    fail: (...next) => {
      failures = next;
    },
    say: (next) => {
      progress = next;
    },
    paymentAddress: none,
    paymentAccount: none,
    send: async (instruction): Promise<SendReceipt> => {
      asked.push(instruction);
      const failure = failures.shift();
      if (failure === undefined || failure.paid) paid.set(instruction.id, instruction);
      if (failure !== undefined) throw failure.error;
      return { externalId: `test ${instruction.id}`, ...(rail.askAt !== undefined && { askAt: rail.askAt }) };
    },
    progress: async () => progress,
  };
  return rail;
}

let numbers = 0;

/** A payout like no other before it: 500 cents and a fee of 7. */
export function payoutCommand(
  merchantId: string,
  more: Partial<PayoutCommand & PayoutTerms> = {},
): PayoutCommand {
  numbers += 1;
  return {
    merchantId,
    dialect: 'easylink',
    number: `number-${numbers}`,
    reference: `reference-${numbers}`,
    amount: usd(500n),
    fee: usd(7n),
    beneficiary: BENEFICIARY,
    destination: DESTINATION,
    ...more,
  };
}

/** A merchant's accounts in minor units, `{ 'USD held': 5n }`, without those of zero. */
export async function accounts(
  reader: Reader,
  merchantId: string,
): Promise<Readonly<Record<string, bigint>>> {
  const rows = await selectAccounts(reader, merchantId);
  const filled = rows.filter(({ balance }) => balance !== 0n);
  return Object.fromEntries(filled.map(({ asset, purpose, balance }) => [`${asset} ${purpose}`, balance]));
}

/** The kinds of all that was told of a merchant's payout or refund. */
export async function told(
  reader: Reader,
  { merchantId, id }: { readonly merchantId: string; readonly id: string },
): Promise<string[]> {
  const events = await eventsOf(reader, merchantId);
  return events.filter(({ subjectId }) => subjectId === id).map(({ kind }) => kind);
}
