import type { Amount } from '../../money/index.ts';
import type { PaymentSubject } from '../../rails/rail.ts';
import { type AbnormalKind, insertAbnormalPayment } from '../../store/queries/abnormal-payments.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { NOTHING, type PlannedEvent } from '../decision.ts';
import { carryOut } from '../effects.ts';

/** Money to be kept as an abnormal payment. */
export interface AbnormalMoney {
  readonly kind: AbnormalKind;
  readonly depositId: string;
  readonly amount: Amount;
}

/**
 * Keeps money apart that came in otherwise than it was asked for: its movement to the held account is the caller's.
 *
 * @param told what its event says beside that it is there
 */
export async function keepAbnormal(
  transaction: Transaction,
  core: Core,
  { merchantId, dialect, kind: subjectKind, id: subjectId }: PaymentSubject,
  money: AbnormalMoney,
  told?: PlannedEvent['data'],
): Promise<void> {
  const id = core.newId();
  const createdAt = core.environment.now();
  await insertAbnormalPayment(transaction, {
    ...{ merchantId, id, dialect, subjectKind, subjectId, createdAt },
    ...money,
  });
  const events = [{ kind: 'abnormal_payment.open', ...(told && { data: told }) }];
  await carryOut(transaction, core, { merchantId, dialect, id }, { ...NOTHING, events });
}
