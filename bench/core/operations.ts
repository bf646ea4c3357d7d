// What is measured: the two things that the money core does most, as the surfaces and the rails ask for them.
import { randomBytes } from 'node:crypto';
import {
  type Core,
  createCore,
  createInvoice,
  createMerchant,
  createSealer,
  draftInvoice,
  openMasterKeys,
} from '../../packages/gateway/src/core/index.ts';
import { systemEnvironment } from '../../packages/gateway/src/environment.ts';
import { movement, postTransfer } from '../../packages/gateway/src/ledger/index.ts';
import { amountOf, requireAsset } from '../../packages/gateway/src/money/index.ts';
import { sandboxRail } from '../../packages/gateway/src/rails/sandbox/rail.ts';
import type { Store } from '../../packages/gateway/src/store/store.ts';

export const OPERATIONS = ['invoice', 'transfer'] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** One durable operation of a merchant, resolved once it is durable. */
export type Operation = (merchantId: string) => Promise<unknown>;

const PRICE = amountOf(requireAsset('USDT'), 10_250_000n);
const CREDIT = movement(amountOf(requireAsset('USDT'), 1_000_000n), { from: 'rail', to: 'available' });
const HOUR_MILLISECONDS = 3_600_000;

let operations = 0;

export const merchantIdOf = (index: number): string => `m${index}`;

export function coreOn(store: Store): Core {
  const environment = systemEnvironment;
  const variables = { COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64') };
  const sealer = createSealer(environment, openMasterKeys(environment, { variables, folder: '/nowhere' }));
  return createCore({ environment, store, sealer, rail: sandboxRail({ seed: randomBytes(32) }) });
}

export function operationsOf(core: Core): Readonly<Record<OperationName, Operation>> {
  return {
    invoice: async (merchantId) => {
      operations += 1;
      const draft = await draftInvoice(core, {
        merchantId,
        dialect: 'bench',
        number: `2026${operations}`,
        orderNumber: `order-${operations}`,
        priced: PRICE,
        due: PRICE,
        description: 'Two tickets',
        expiresAt: core.environment.now() + HOUR_MILLISECONDS,
        extra: { notificationUrl: 'https://shop.example/paid' },
      });
      return core.perform((transaction) => createInvoice(transaction, core, draft));
    },
    transfer: async (merchantId) => {
      operations += 1;
      const reference = `deposit ${operations}`;
      const command = { merchantId, kind: 'deposit', reference, postings: CREDIT };
      const outcome = await core.perform(
        (transaction) => postTransfer(transaction, command, core.environment.now()),
        { together: merchantId },
      );
      if (outcome.outcome !== 'posted') throw new Error(`a transfer came to '${outcome.outcome}'`);
    },
  };
}

/** Merchants with their accounts open, so that nothing measured is a first time. */
export async function openMerchants(store: Store, count: number): Promise<void> {
  const core = coreOn(store);
  const { transfer } = operationsOf(core);
  const all = Array.from({ length: count }, (_, index) => merchantIdOf(index));
  for (const id of all) {
    await core.perform((transaction) => createMerchant(transaction, core, { id, name: 'Shop' }));
  }
  await Promise.all(all.map(transfer));
}
