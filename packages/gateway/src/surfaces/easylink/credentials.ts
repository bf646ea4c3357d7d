import { easylink } from '@countersign/signing';
import {
  alphanumerics,
  type Core,
  generateRsaKeyPair,
  hashSecret,
  type IssuedCredentials,
  merchantPublicKey,
  randomUuid,
} from '../../core/index.ts';

/** As those that were observed. */
const APP_ID_LENGTH = 16;
const APP_SECRET_LENGTH = 32;

/**
 * New credentials: the application's, and a key pair for each side, since "whoever requests signs" (doc.easylink.id/doc-5864588).
 * The merchant's private key is shown, and never kept; the app secret is only ever compared, so its hash is kept.
 *
 * @param merchant.publicKey PEM or bare base64; without it a pair is made, and its private half shown
 * @throws MerchantKeyError
 */
export async function newEasylinkCredentials(
  core: Core,
  merchant: { readonly id: string; readonly publicKey?: string },
): Promise<IssuedCredentials> {
  const given = merchant.publicKey === undefined ? undefined : merchantPublicKey(merchant.publicKey);
  const [merchantKeys, platformKeys] = await Promise.all([
    given === undefined ? generateRsaKeyPair() : { publicKey: given },
    generateRsaKeyPair(),
  ]);
  const appId = alphanumerics(core.environment, APP_ID_LENGTH);
  const appKey = randomUuid(core.environment);
  const appSecret = alphanumerics(core.environment, APP_SECRET_LENGTH);
  const platformPublicKey = platformKeys.publicKey;
  return {
    shown: {
      appId,
      appKey,
      appSecret,
      ...('privateKey' in merchantKeys && { merchantPrivateKey: merchantKeys.privateKey }),
      platformPublicKey,
    },
    commands: [
      {
        merchantId: merchant.id,
        dialect: easylink.name,
        keyId: appKey,
        loginId: appId,
        public: { appId, appKey, merchantPublicKey: merchantKeys.publicKey, platformPublicKey },
        secrets: { appSecretHash: hashSecret(appSecret), platformPrivateKey: platformKeys.privateKey },
      },
    ],
  };
}
