import { insertEvent } from '../store/queries/outbox.ts';
import type { Transaction } from '../store/store.ts';
import type { Core } from './core.ts';

export interface EventCommand {
  readonly merchantId: string;
  readonly dialect: string;
  /** `invoice.created` … */
  readonly kind: string;
  /** The id of the invoice, payout … it tells of. */
  readonly subjectId: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Records, in the same transaction, that something happened which a merchant may want to hear of. Who tells it is not decided here. */
export async function recordEvent(transaction: Transaction, core: Core, event: EventCommand): Promise<void> {
  const { merchantId, dialect, kind, subjectId, data = {} } = event;
  const createdAt = core.environment.now();
  await insertEvent(transaction, { merchantId, id: core.newId(), dialect, kind, subjectId, data, createdAt });
}
