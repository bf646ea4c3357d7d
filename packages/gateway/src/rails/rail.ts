import type { Amount, Asset, NetworkId } from '../money/index.ts';

/**
 * The port through which money really moves. The core asks a rail where a payer can send money, and to send money; what the rail
 * sees happen it reports to a function it was given when it was made, so that it knows nothing of the core.
 *
 * Every call ends by itself, well within a minute: a rail bounds how long it waits for others, because due work waits for it.
 */
export interface Rail {
  /** Names the rail in the books: a deposit is unique by this name and the rail's own id for it. Never changes. */
  readonly name: string;

  /**
   * Where on a chain to pay one payment. The same request always gives the same address, so that asking again after a crash is
   * harmless, and no two payments share one, so that every deposit tells what it is for.
   *
   * @throws RailError `asset_not_on_network`, `kind_not_on_network` or `no_address_left`
   */
  paymentAddress(request: PaymentAddressRequest): Promise<PaymentAddress>;

  /**
   * A bank account that takes money for one payment and nothing else. The same request always gives the same account.
   *
   * @throws RailError `asset_not_banked` or `no_account_left`
   */
  paymentAccount(request: PaymentAccountRequest): Promise<PaymentAccount>;

  /**
   * Sends money out. Asked again with the same id, it does not send again but gives the same receipt: a crash after sending and
   * before the receipt was stored pays nobody twice.
   *
   * @throws RailError where it can never be sent; anything else means: ask again later
   */
  send(instruction: SendInstruction): Promise<SendReceipt>;

  /** How a sending is going. Rails that hear of it otherwise answer `sent` until then, without `askAgainAt`. */
  progress(sending: Sending): Promise<SendProgress>;
}

/** What a payment is for. Opaque to the rail, which gives it back with the deposit. */
export interface PaymentSubject {
  readonly merchantId: string;
  readonly dialect: string;
  readonly kind: 'invoice' | 'virtual_account';
  readonly id: string;
}

export interface PaymentAddressRequest {
  readonly subject: PaymentSubject;
  readonly asset: Asset;
  readonly network: NetworkId;
  /** Only BLKC has shielded addresses. Transparent if not told. */
  readonly kind?: AddressKind;
}

/** What the public chain shows of a payment: everything, or nothing but that there was one. */
export type AddressKind = 'transparent' | 'shielded';

export interface PaymentAddress {
  readonly network: NetworkId;
  readonly kind: AddressKind;
  readonly address: string;
}

export interface PaymentAccountRequest {
  readonly subject: PaymentSubject;
  readonly asset: Asset;
  /** The bank's code, in the spelling of whoever asks; the rail chooses where none is given. */
  readonly bank?: string;
  /** In whose name the account is shown to the payer. */
  readonly accountName: string;
}

export interface PaymentAccount {
  readonly bank: string;
  readonly accountNumber: string;
  readonly accountName: string;
}

/** Where money is sent: an address on a chain, or whatever a bank needs, as the merchant gave it. */
export type Destination =
  | { readonly kind: 'address'; readonly network: NetworkId; readonly address: string }
  | {
      readonly kind: 'bank';
      readonly bank?: string;
      readonly accountNumber: string;
      readonly accountName?: string;
    };

/** What is sent out: a merchant's payout or settlement, or a payer's money back. */
export type SendingKind = 'payout' | 'refund';

export interface SendInstruction {
  readonly merchantId: string;
  readonly kind: SendingKind;
  /** Unique across all merchants. */
  readonly id: string;
  readonly amount: Amount;
  readonly destination: Destination;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface SendReceipt {
  /** The rail's own id. */
  readonly externalId: string;
  /** When to ask for progress first, in Unix milliseconds; absent where the rail will report by itself. */
  readonly askAt?: number;
}

export interface Sending extends SendInstruction {
  readonly externalId: string;
  /** When it is asked, in Unix milliseconds; `at` is when it was sent. */
  readonly now: number;
}

/** `sent` and `review` are under way; the others are the end, though `completed` can still be followed by `returned`. */
export type SendState = 'sent' | 'review' | 'completed' | 'failed' | 'returned';

export interface SendProgress {
  readonly state: SendState;
  /** Why it failed, was returned or is under review; in words for the merchant. */
  readonly reason?: string;
  /** When to ask again, in Unix milliseconds. */
  readonly askAgainAt?: number;
}

/** What a rail sees happen. Reported at least once: the same event again changes nothing. */
export type RailEvent = DepositEvent | SendingEvent;

export interface DepositEvent {
  readonly type: 'deposit';
  readonly rail: string;
  /** The rail's own id: transaction and output, bank reference … */
  readonly externalId: string;
  readonly subject: PaymentSubject;
  readonly amount: Amount;
  /** `seen` can still be undone, `confirmed` not any more; `rejected` undoes what was seen. */
  readonly state: 'seen' | 'confirmed' | 'rejected';
  /** When the payer sent it, as far as the rail knows, in Unix milliseconds. */
  readonly occurredAt: number;
  readonly sender?: string;
}

export interface SendingEvent {
  readonly type: 'sending';
  readonly rail: string;
  readonly merchantId: string;
  readonly kind: SendingKind;
  /** The instruction's. */
  readonly id: string;
  readonly state: SendState;
  readonly reason?: string;
}

export type RailErrorCode =
  | 'asset_not_on_network'
  | 'kind_not_on_network'
  | 'asset_not_banked'
  | 'no_address_left'
  | 'no_account_left'
  | 'destination_refused';

/** What was asked of the rail cannot be done, whatever state the rail is in: trying again is no use. */
export class RailError extends Error {
  readonly code: RailErrorCode;

  constructor(code: RailErrorCode, message: string) {
    super(message);
    this.name = 'RailError';
    this.code = code;
  }
}
