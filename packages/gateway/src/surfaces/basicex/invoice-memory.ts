import type { InvoiceFields } from './invoice-fields.ts';

/** What an invoice of this dialect must remember beside what every invoice has. */
export type InvoiceMemory = Pick<InvoiceFields, (typeof REMEMBERED)[number]>;

/** What a merchant tells of who pays, `metadata` included, in which it may put anything. Personal data. */
export type InvoicePayer = Pick<InvoiceFields, (typeof OF_PAYER)[number]>;

const REMEMBERED = ['notificationUrl', 'redirectUrl', 'sendPaidNotification', 'physical'] as const;
const OF_PAYER = ['buyerId', 'buyerIp', 'payerEmail', 'metadata'] as const;

/** Nothing but these: a request may carry any other field, of any size. */
export function rememberedOf(fields: InvoiceFields): InvoiceMemory {
  return picked(fields, REMEMBERED);
}

/** Undefined where nothing is told. */
export function payerIn(fields: InvoiceFields): InvoicePayer | undefined {
  const payer = picked(fields, OF_PAYER);
  return Object.keys(payer).length === 0 ? undefined : payer;
}

function picked<Name extends keyof InvoiceFields>(
  fields: InvoiceFields,
  names: readonly Name[],
): Pick<InvoiceFields, Name> {
  const known: Partial<InvoiceFields> = {};
  for (const name of names) if (fields[name] !== undefined) known[name] = fields[name];
  return known as Pick<InvoiceFields, Name>;
}
