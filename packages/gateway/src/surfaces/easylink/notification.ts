import type { Callback, HappenedEvent } from '../../callbacks/port.ts';
import type { Core } from '../../core/index.ts';

/** What a merchant is told of an event of one kind. */
export type Notify = (core: Core, event: HappenedEvent) => Promise<Callback>;

/** Two addresses are set for each merchant: a missing one was observed as the error 30020004. */
type Purpose = 'transfer' | 'virtual_account';

/** Fields in the order in which they were observed. */
export interface NotificationFields extends Readonly<Record<string, string>> {
  readonly disbursement_id: string;
  readonly state: string;
}

/** All values are texts, numbers among them, as a public client reads them. */
export function notification(purpose: Purpose, fields: NotificationFields): Callback {
  return {
    purpose,
    // As receivers of the signing library know a repeat; ours, because notifications have no id.
    eventId: `${fields.disbursement_id}:${fields.state}`,
    contentType: 'application/json',
    body: JSON.stringify(fields),
  };
}
