import type { Asset, NetworkId } from '../money/index.ts';

/**
 * The port through which money really moves. The core asks a rail where a payer can send money; what the rail sees happen it
 * reports to a function it was given when it was made, so that it knows nothing of the core.
 */
export interface Rail {
  /** Names the rail in the ledger: a deposit is unique by this name and the rail's own id for it. Never changes. */
  readonly name: string;

  /**
   * Where to pay one payment. The same request always gives the same address, so that asking again after a crash is
   * harmless, and no two payments share one, so that every deposit tells what it is for.
   *
   * @throws RailError `asset_not_on_network` or `kind_not_on_network`
   */
  paymentAddress(request: PaymentAddressRequest): Promise<PaymentAddress>;
}

export interface PaymentAddressRequest {
  readonly merchantId: string;
  /** Unique across all merchants. */
  readonly paymentId: string;
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

export type RailErrorCode = 'asset_not_on_network' | 'kind_not_on_network';

/** What was asked of the rail cannot exist, whatever state the rail is in: trying again is no use. */
export class RailError extends Error {
  readonly code: RailErrorCode;

  constructor(code: RailErrorCode, message: string) {
    super(message);
    this.name = 'RailError';
    this.code = code;
  }
}
