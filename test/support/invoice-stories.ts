/** Lives of an invoice, told step by step: what comes in, and what becomes of the invoice and the money. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  type Core,
  cancelInvoice,
  expireInvoice,
  type Invoice,
  type InvoiceCommand,
  recordDeposit,
} from '../../packages/gateway/src/core/index.ts';
import type { TestCore } from './core.ts';
import { abnormal, createdInvoice, depositOn, INVOICE_LIFETIME, money, standing, told } from './invoices.ts';

type State = 'seen' | 'confirmed' | 'rejected';

/** A report of the deposit of a name, or something else that happens. */
export type Step = readonly [name: string, minor: bigint, state: State] | 'expire' | 'cancel';

export interface Story {
  readonly name: string;
  readonly steps: readonly Step[];
  /** state, exception, received, confirmed, captured */
  readonly standing: string;
  readonly money: string;
  readonly abnormal?: readonly string[];
  /** After `created`, without `invoice.`. */
  readonly told: readonly string[];
  readonly of?: Partial<InvoiceCommand>;
}

/** Specifies each life of an invoice of 100, and that the same reports again, in whichever order, change nothing. */
export function specifyStories(opened: () => TestCore, stories: readonly Story[]): void {
  for (const story of stories) {
    it(story.name, async () => {
      const { core, newMerchant } = opened();
      const invoice = await createdInvoice(opened(), { merchantId: await newMerchant(), ...story.of });
      for (const step of story.steps) await take(opened(), invoice, step);
      assert.deepEqual(await outcomeOf(core, invoice), expectedOf(story));
      for (const step of story.steps.filter((each) => typeof each !== 'string').toReversed()) {
        await take(opened(), invoice, step);
      }
      assert.deepEqual(await outcomeOf(core, invoice), expectedOf(story));
    });
  }
}

export async function take({ core, environment }: TestCore, invoice: Invoice, step: Step): Promise<void> {
  const { merchantId, dialect, id } = invoice;
  if (step === 'cancel') {
    await core.perform((transaction) => cancelInvoice(transaction, core, invoice));
  } else if (step === 'expire') {
    environment.advance(INVOICE_LIFETIME);
    await expireInvoice(core, { merchantId, dialect, subjectId: id });
  } else {
    await recordDeposit(core, depositOn(invoice, ...step));
  }
}

function expectedOf(story: Story) {
  return {
    standing: story.standing,
    money: story.money,
    abnormal: story.abnormal ?? [],
    told: ['created', ...story.told].map((each) => `invoice.${each}`),
  };
}

async function outcomeOf(core: Core, invoice: Invoice) {
  return {
    standing: await standing(core, invoice),
    money: await money(core, invoice.merchantId),
    abnormal: await abnormal(core, invoice),
    told: await told(core, invoice),
  };
}
