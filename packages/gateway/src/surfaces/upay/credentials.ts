import type { KeyObject } from 'node:crypto';
import { publicKey, upay } from '@countersign/signing';
import {
  alphanumerics,
  type Core,
  generateRsaKeyPair,
  type IssuedCredentials,
  type RsaKeyPair,
  randomUuid,
} from '../../core/index.ts';

/** A merchant's public key that answers cannot be encrypted to. */
export class MerchantKeyError extends Error {
  override readonly name = 'MerchantKeyError';
}

/** The published sample has 32 printable characters with punctuation. Ours has none, so that no shell takes one for its own. */
const SECRET_KEY_LENGTH = 32;
/** 2048 is what merchants are told to make; larger ones serve as well. */
const MODULUS_BITS_MINIMUM = 2_048;

/**
 * New credentials; keys are PEM. The platform's private key is kept with each of them: a later key then leaves those alone that
 * were told the earlier one.
 *
 * @param platform the platform's key pair: see `openPlatformKeyPair`
 * @param merchant.publicKey PEM or bare base64, as merchants upload it; without it a pair is made, and its private half shown
 * @throws MerchantKeyError
 */
export async function newUpayCredentials(
  { environment }: Pick<Core, 'environment'>,
  platform: RsaKeyPair,
  merchant: { readonly id: string; readonly publicKey?: string },
): Promise<IssuedCredentials> {
  const pair =
    merchant.publicKey === undefined
      ? await generateRsaKeyPair()
      : { publicKey: checkedPublicKey(merchant.publicKey) };
  const apiKey = randomUuid(environment);
  const secretKey = alphanumerics(environment, SECRET_KEY_LENGTH);
  return {
    shown: {
      apiKey,
      secretKey,
      ...('privateKey' in pair && { merchantPrivateKey: pair.privateKey }),
      platformPublicKey: platform.publicKey,
    },
    commands: [
      {
        merchantId: merchant.id,
        dialect: upay.name,
        keyId: apiKey,
        public: { apiKey, merchantPublicKey: pair.publicKey, platformPublicKey: platform.publicKey },
        secrets: { secretKey, platformPrivateKey: platform.privateKey },
      },
    ],
  };
}

/** As PEM, however it was uploaded. */
function checkedPublicKey(text: string): string {
  if (text.includes('PRIVATE KEY')) {
    throw new MerchantKeyError(
      'This is a private key: keep it, and register the public key that belongs to it.',
    );
  }
  const key = parsePublicKey(text);
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < MODULUS_BITS_MINIMUM) {
    throw new MerchantKeyError(`The public key must have at least ${MODULUS_BITS_MINIMUM} bits.`);
  }
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function parsePublicKey(text: string): KeyObject {
  try {
    return publicKey(text);
  } catch {
    throw new MerchantKeyError(
      'The public key must be an RSA one, as PEM or as the base64 of its SPKI in DER.',
    );
  }
}
