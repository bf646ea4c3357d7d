import type { Invoice } from '../../core/index.ts';
import type { InvoiceFields } from './invoice-fields.ts';

/** What an invoice of this dialect must remember beside what every invoice has. */
export type InvoiceMemory = Pick<InvoiceFields, (typeof REMEMBERED)[number]>;

const REMEMBERED = [
  'notificationUrl',
  'redirectUrl',
  'buyerId',
  'buyerIp',
  'payerEmail',
  'metadata',
  'sendPaidNotification',
  'physical',
] as const satisfies readonly (keyof InvoiceFields)[];

/** Nothing but these: a request may carry any other field, of any size. */
export function rememberedOf(fields: InvoiceFields): InvoiceMemory {
  const known = REMEMBERED.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, fields[name]])) as InvoiceMemory;
}

export function memoryOf({ extra }: Pick<Invoice, 'extra'>): InvoiceMemory {
  return extra as InvoiceMemory;
}
