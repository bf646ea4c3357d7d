import { upay } from '@countersign/signing';
import {
  alphanumerics,
  type Core,
  generateRsaKeyPair,
  type IssuedCredentials,
  merchantPublicKey,
  type RsaKeyPair,
  randomUuid,
} from '../../core/index.ts';

/** The published sample has 32 printable characters with punctuation. Ours has none, so that no shell takes one for its own. */
const SECRET_KEY_LENGTH = 32;

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
      : { publicKey: merchantPublicKey(merchant.publicKey) };
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
