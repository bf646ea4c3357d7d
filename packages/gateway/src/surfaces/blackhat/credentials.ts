import {
  type Core,
  createShop,
  hexadecimals,
  type IssuedCredentials,
  type Shop,
  type Transaction,
} from '../../core/index.ts';

/** The documentation's sample key and secret are 32 lower-case hex characters: 128 bits. */
const KEY_LENGTH = 32;
const KEY = /^[0-9a-f]{32}$/u;
const STORE_NUMBER_LENGTH = 6;

/** Whether a text can be a key at all. What cannot is not looked for: a store may not even be able to. */
export function isKey(text: string): boolean {
  return KEY.test(text);
}

/** A new pair. "The old ones will stop working immediately": it replaces whatever pair the merchant had. */
export function newBlackhatCredentials(
  core: Core,
  merchant: { readonly id: string; readonly storeId: string },
): IssuedCredentials {
  const apiKey = hexadecimals(core.environment, KEY_LENGTH);
  const apiSecret = hexadecimals(core.environment, KEY_LENGTH);
  return {
    shown: { apiKey, apiSecret, storeId: merchant.storeId },
    commands: [
      {
        merchantId: merchant.id,
        dialect: 'blackhat',
        keyId: apiKey,
        secrets: { apiSecret },
        replaces: 'all',
      },
    ],
  };
}

/**
 * The number of a merchant's first store, which its credentials name before the store is created; ours: nothing public shows
 * one. It is taken from the merchant's id, and need only differ from the merchant's other stores.
 */
export function firstStoreNumber(merchant: { readonly id: string }): string {
  return BigInt(`0x${merchant.id.replaceAll('-', '')}`)
    .toString()
    .slice(-STORE_NUMBER_LENGTH);
}

/** A store for a merchant's first invoices. */
export function createFirstStore(
  transaction: Transaction,
  core: Core,
  merchant: { readonly id: string; readonly name: string; readonly storeId: string },
): Promise<Shop> {
  return createShop(transaction, core, {
    merchantId: merchant.id,
    dialect: 'blackhat',
    number: merchant.storeId,
    name: merchant.name,
    confirmed: false,
  });
}
