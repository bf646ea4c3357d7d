import {
  alphanumerics,
  type Core,
  hashPassword,
  hashSecret,
  type IssuedCredentials,
} from '../../core/index.ts';

/** The documentation's sample keys are 24 mixed-case alphanumerics; no length is stated. */
const KEY_LENGTH = 24;

/** New credentials. Only `signKey` is kept so that it can be read again: the others are only ever compared. */
export async function newAnexpayCredentials(
  core: Core,
  merchant: { readonly id: string; readonly email: string },
): Promise<IssuedCredentials> {
  const text = () => alphanumerics(core.environment, KEY_LENGTH);
  const shown = {
    apiKey: text(),
    apiSecret: text(),
    signKey: text(),
    email: merchant.email,
    password: text(),
  };
  return {
    shown,
    commands: [
      {
        merchantId: merchant.id,
        dialect: 'anexpay',
        keyId: shown.apiKey,
        public: { email: shown.email },
        secrets: {
          signKey: shown.signKey,
          apiSecretHash: hashSecret(shown.apiSecret),
          passwordHash: await hashPassword(core.environment, shown.password),
        },
      },
    ],
  };
}
