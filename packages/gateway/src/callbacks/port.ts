import type { Message } from '@countersign/signing';

/**
 * The port through which merchants are told what happened. A surface says how an event looks in its dialect, how it is signed and
 * what counts as heard; who keeps, sends and repeats it knows no dialect.
 */
export interface CallbackDialect {
  readonly dialect: string;
  readonly schedule: CallbackSchedule;

  /**
   * What the merchant is told of an event; undefined where this dialect, or this payment, tells nothing of it. Asked again after a
   * crash, it says the same: what it shows is what the event says, not what has become of the payment since.
   */
  render(event: HappenedEvent): Promise<Callback | undefined>;

  /**
   * The request of one attempt, signed (and encrypted) with the merchant's live credential.
   *
   * @throws CallbackUnsignable if the merchant has none: the callback waits until it has
   */
  sign(attempt: CallbackAttempt): Promise<Message>;

  /** Whether an answer means that the merchant has it. */
  isAcknowledged(answer: CallbackAnswer): boolean;
}

/** As the outbox keeps it. */
export interface HappenedEvent {
  readonly merchantId: string;
  /** UUIDv7; the same however often it is read. */
  readonly id: string;
  /** `invoice.paid` … */
  readonly kind: string;
  readonly subjectId: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Unix milliseconds, of the gateway's clock. */
  readonly createdAt: number;
}

/** What a merchant is told: the same in every attempt, but for its signature. */
export interface Callback {
  /** Where, if the payment said so itself. Otherwise the address that the merchant's account has for this purpose. */
  readonly url?: string;
  /** Which of an account's addresses: `default`, or what the dialect tells apart. */
  readonly purpose: string;
  /** By which the merchant knows a repeat. */
  readonly eventId: string;
  readonly contentType: string;
  /** Before it is encrypted, where the dialect does. */
  readonly body: string;
}

export interface CallbackAttempt {
  readonly merchantId: string;
  readonly callback: Callback;
  /** Where it goes now. */
  readonly url: string;
  /** When this attempt is made, and when the first one was, in Unix milliseconds of the machine's clock. */
  readonly at: number;
  readonly firstAt: number;
  /** From 1. */
  readonly number: number;
}

export interface CallbackAnswer {
  readonly status: number;
  /** The first bytes of it. */
  readonly body: Uint8Array;
}

export interface CallbackSchedule {
  /** From each attempt to the next; after the last, the callback is kept, and can be replayed by hand. */
  readonly delaysMilliseconds: readonly number[];
  /** For the whole of an attempt. */
  readonly timeoutMilliseconds: number;
  /** The provider's page, or that it is ours. */
  readonly source: string;
}

/** The merchant has no live credential that could sign for it. */
export class CallbackUnsignable extends Error {
  override readonly name = 'CallbackUnsignable';
}
