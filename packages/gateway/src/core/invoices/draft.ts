import { type Amount, compareAmounts, type NetworkId } from '../../money/index.ts';
import { RailError } from '../../rails/rail.ts';
import {
  type AddressKind,
  type InvoiceRow,
  type InvoiceTerms,
  selectInvoiceByOrderNumber,
} from '../../store/queries/invoices.ts';
import type { Core } from '../core.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { openJson, type SealingContext, sealJson } from '../sealing.ts';

export type Invoice = InvoiceRow;

export type Payer = Readonly<Record<string, unknown>>;

/** What the payer must send, and where: known when an invoice is created, or quoted later. */
export interface TermsCommand {
  readonly due?: Amount;
  /** By how much the payer may miss `due` and still have paid; less than `due`. Zero if not told. */
  readonly tolerance?: Amount;
  readonly rate?: string;
  /** Until when nobody may quote it anew. For good where it is not told. */
  readonly rateExpiresAt?: number;
  /** With `due`: the rail is asked for an address there. */
  readonly network?: NetworkId;
  readonly addressKind?: AddressKind;
  readonly addressExpiresAt?: number;
}

export interface InvoiceCommand extends TermsCommand {
  readonly merchantId: string;
  readonly dialect: string;
  /** The number the provider gives: unique per merchant and dialect. */
  readonly number: string;
  /** The number the merchant gives: unique per merchant and dialect. */
  readonly orderNumber?: string;
  /** What the merchant asked for, see `fingerprintOf`. Computed from this command if not told: see `draftInvoice`. */
  readonly fingerprint?: string;
  /** The id of a shop, not its number. */
  readonly shopId?: string;
  readonly priced: Amount;
  readonly description: string;
  readonly expiresAt: number;
  /** How long after it has ended the rail still looks out for payments to it. A day if not told (ours). */
  readonly watchMilliseconds?: number;
  /** Who pays, as the merchant described them. Personal data: sealed at rest, read with `payerOf`. */
  readonly payer?: Payer;
  readonly extra?: Readonly<Record<string, unknown>>;
}

const WATCH_MILLISECONDS = 24 * 60 * 60_000;

/**
 * An invoice ready to be created, with the address to pay it to. Not part of a transaction, because the rail is asked.
 *
 * Its fingerprint, where none is given, is of what a merchant says again when it repeats itself: not of times, rates and what
 * follows from them, nor of who pays.
 *
 * @throws RailError if the rail cannot take this asset on this network, unless the order number has an invoice already
 * @throws RangeError if the tolerance is not less than what is due
 */
export async function draftInvoice(core: Core, command: InvoiceCommand): Promise<Invoice> {
  const { merchantId, dialect, orderNumber, shopId, payer, expiresAt } = command;
  const id = core.newId();
  const now = core.environment.now();
  const terms = await termsFor(core, { merchantId, dialect, id }, command).catch((error) =>
    termsBefore(core, command, error),
  );
  return {
    ...terms,
    merchantId,
    id,
    dialect,
    number: command.number,
    ...(orderNumber !== undefined && { orderNumber }),
    fingerprint: fingerprintFor(command),
    ...(shopId !== undefined && { shopId }),
    priced: command.priced,
    storedState: 'pending',
    exception: 'none',
    received: 0n,
    confirmed: 0n,
    captured: 0n,
    refunding: 0n,
    description: command.description,
    createdAt: now,
    expiresAt,
    watchedUntil: expiresAt + (command.watchMilliseconds ?? WATCH_MILLISECONDS),
    updatedAt: now,
    ...(payer !== undefined && { sealedPayer: sealJson(core.sealer, payer, sealingContext(merchantId, id)) }),
    extra: command.extra ?? {},
  };
}

/** Asks the rail where to pay, if it is known what and on which network. Asked again for the same invoice, it says the same. */
export async function termsFor(
  core: Core,
  { merchantId, dialect, id }: { readonly merchantId: string; readonly dialect: string; readonly id: string },
  command: TermsCommand,
): Promise<InvoiceTerms> {
  const { due, tolerance, rate, rateExpiresAt, network, addressKind: kind, addressExpiresAt } = command;
  if (tolerance !== undefined && (due === undefined || compareAmounts(tolerance, due) >= 0)) {
    throw new RangeError('the tolerance of an invoice must be less than what is due');
  }
  const announced =
    due === undefined || network === undefined
      ? undefined
      : await core.rail.paymentAddress({
          subject: { merchantId, dialect, kind: 'invoice', id },
          asset: due.asset,
          network,
          ...(kind !== undefined && { kind }),
        });
  return {
    ...(due !== undefined && { due }),
    tolerance: tolerance?.minor ?? 0n,
    ...(rate !== undefined && { rate }),
    ...(rateExpiresAt !== undefined && { rateExpiresAt }),
    ...(network !== undefined && { network }),
    ...(kind !== undefined && { addressKind: kind }),
    ...(announced !== undefined && { address: announced.address, addressKind: announced.kind }),
    ...(addressExpiresAt !== undefined && { addressExpiresAt }),
  };
}

/**
 * A repeat needs no address of its own: it is answered with what was made before, even when the rail has none left. Looked up only
 * then, because a new invoice is not to wait for it.
 */
async function termsBefore(core: Core, command: InvoiceCommand, error: unknown): Promise<InvoiceTerms> {
  const { merchantId, dialect, orderNumber } = command;
  if (!(error instanceof RailError) || orderNumber === undefined) throw error;
  const existing = await selectInvoiceByOrderNumber(core.reader, { merchantId, dialect, orderNumber });
  if (existing === undefined) throw error;
  // What is drafted here is never stored: its order number is taken.
  return { tolerance: existing.tolerance };
}

/** Without an order number nothing can be repeated. */
function fingerprintFor(command: InvoiceCommand): string {
  const { orderNumber, fingerprint, shopId, priced, due, network, addressKind, description, extra } = command;
  if (orderNumber === undefined) return '';
  if (fingerprint !== undefined) return fingerprint;
  return fingerprintOf({
    shopId,
    priced: [priced.minor, priced.asset.code],
    coin: due?.asset.code,
    network,
    addressKind,
    description,
    extra,
  });
}

/** Who pays, as the merchant described them; nothing where it said nothing. */
export function payerOf(core: Core, { merchantId, id, sealedPayer }: Invoice): Payer {
  if (sealedPayer === undefined) return {};
  return openJson<Payer>(core.sealer, sealedPayer, sealingContext(merchantId, id));
}

function sealingContext(merchantId: string, recordId: string): SealingContext {
  return { merchantId, recordId, purpose: 'invoice payer' };
}
