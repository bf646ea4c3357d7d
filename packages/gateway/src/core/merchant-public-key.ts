import { createPublicKey, type KeyObject } from 'node:crypto';

/** What a merchant registered as its public key cannot serve as one. The message can be shown to whoever sent it. */
export class MerchantKeyError extends Error {
  override readonly name = 'MerchantKeyError';
}

/** 2048 is what merchants are told to make, at EasyLink and at UPay; larger ones serve as well. */
const MODULUS_BITS_MINIMUM = 2_048;

/**
 * The public key that a merchant registers, as PEM, from PEM or from bare base64 of its DER, as UPay's back office takes it.
 *
 * @throws MerchantKeyError
 */
export function merchantPublicKey(text: string): string {
  if (text.includes('PRIVATE KEY')) {
    throw new MerchantKeyError(
      'This is a private key: keep it, and register the public key that belongs to it.',
    );
  }
  const key = parse(text);
  if (key.asymmetricKeyType !== 'rsa') throw notRsa();
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < MODULUS_BITS_MINIMUM) {
    throw new MerchantKeyError(`The public key must have at least ${MODULUS_BITS_MINIMUM} bits.`);
  }
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function parse(text: string): KeyObject {
  const isPem = text.includes('-----BEGIN');
  try {
    return isPem
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  } catch {
    throw notRsa();
  }
}

function notRsa(): MerchantKeyError {
  return new MerchantKeyError(
    'The public key must be an RSA one, as PEM or as the base64 of its SPKI in DER.',
  );
}
