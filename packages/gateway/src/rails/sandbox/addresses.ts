import type { KeyObject } from 'node:crypto';
import type { NetworkId } from '../../money/index.ts';
import { encodeBitcoinAddress } from '../addresses/bitcoin.ts';
import {
  encodeShieldedAddress,
  encodeTransparentAddress,
  SHIELDED_PAYLOAD_BYTES,
} from '../addresses/blackhat.ts';
import { encodeEvmAddress } from '../addresses/evm.ts';
import { encodeTronAddress } from '../addresses/tron.ts';
import type { AddressKind } from '../rail.ts';
import { expand } from './derivation.ts';

interface AddressForm {
  readonly payloadBytes: number;
  readonly encode: (payload: Uint8Array) => string;
}

const EVM: AddressForm = { payloadBytes: 20, encode: encodeEvmAddress };

/** Mainnet forms, because clients validate what they show; see {@link sandboxAddress} for why nothing may be sent there. */
const FORMS: Record<NetworkId, Partial<Record<AddressKind, AddressForm>>> = {
  tron: { transparent: { payloadBytes: 20, encode: encodeTronAddress } },
  ethereum: { transparent: EVM },
  polygon: { transparent: EVM },
  bsc: { transparent: EVM },
  bitcoin: { transparent: { payloadBytes: 20, encode: encodeBitcoinAddress } },
  blackhat: {
    transparent: { payloadBytes: 20, encode: encodeTransparentAddress },
    shielded: { payloadBytes: SHIELDED_PAYLOAD_BYTES, encode: encodeShieldedAddress },
  },
};

/** Changing this would change every sandbox address. */
const PURPOSE = 'countersign sandbox address 1';

/**
 * An address that looks real, for a payment that is not: its form and checksum are those of the network's mainnet, its bytes
 * are derived from the seed and the payment alone.
 *
 * UNSPENDABLE. The bytes are no key's hash, so nobody can ever move what is sent there: real coins sent to it are lost.
 *
 * @returns undefined where the network has no addresses of that kind
 * @example sandboxAddress(seed, { network: 'tron', kind: 'transparent', paymentId: '42' }) // 'T…', always the same
 */
export function sandboxAddress(
  seed: KeyObject,
  payment: { readonly network: NetworkId; readonly kind: AddressKind; readonly paymentId: string },
): string | undefined {
  const form = FORMS[payment.network][payment.kind];
  if (form === undefined) return undefined;
  // Network and kind come from fixed lists without a slash, so no two payments share this text.
  const context = `${PURPOSE}/${payment.network}/${payment.kind}/${payment.paymentId}`;
  return form.encode(expand(seed, context, form.payloadBytes));
}
