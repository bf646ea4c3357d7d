import {
  type Core,
  listShops,
  type Merchant,
  openAuthority,
  openPlatformKeyPair,
  type Transaction,
} from './core/index.ts';
import type { Candidate } from './http/authenticate.ts';
import { makeDecoy } from './http/decoy.ts';
import type { Surface } from './http/exchange.ts';
import type { PublicUrl } from './http/public-url.ts';
import type { CredentialIssuer } from './operator/credentials.ts';
import { createAnexpaySurface, newAnexpayCredentials } from './surfaces/anexpay/index.ts';
import {
  createBasicexSurface,
  issueBasicexCredentials,
  seedBasicexSandbox,
} from './surfaces/basicex/index.ts';
import {
  createBlackhatSurface,
  createFirstStore,
  firstStoreNumber,
  newBlackhatCredentials,
} from './surfaces/blackhat/index.ts';
import {
  createEasylinkSurface,
  newEasylinkCredentials,
  seedEasylinkSandbox,
} from './surfaces/easylink/index.ts';
import { createUpaySurface, newUpayCredentials, seedUpaySandbox } from './surfaces/upay/index.ts';

/** All five dialects on one core: what they answer, how they issue credentials, and what a sandbox begins with. */
export interface Dialects {
  readonly surfaces: readonly Surface[];
  readonly issuers: Readonly<Record<string, CredentialIssuer>>;
  /** Rates, which are the same for every merchant. */
  readonly seedRates: () => Promise<void>;
  /** What every merchant begins with: a store to issue invoices for. */
  readonly openMerchant: (transaction: Transaction, merchant: Merchant) => Promise<void>;
  /** What a sandbox merchant's first calls need beside that: balances, fees. */
  readonly furnish: (transaction: Transaction, merchant: Merchant) => Promise<void>;
}

export interface DialectOptions {
  /** Where merchants reach the gateway. Asked at each request: with port 0 it is known only once it listens. */
  readonly publicUrls: () => readonly [PublicUrl, ...PublicUrl[]];
  readonly isSandbox: boolean;
}

/** Spreading would ask for the public urls now, and keep the answer. */
function withExtras<Common extends object, Extras extends object>(
  common: Common,
  extras: Extras,
): Common & Extras {
  return Object.assign(Object.create(common), extras);
}

/** What a sandbox merchant logs in with at ANexPay's token call; `.example` belongs to nobody (RFC 2606 §2). */
const SANDBOX_EMAIL = 'sandbox@merchant.example';

/** Composes the dialects. Opens the certificate authority, which on first start makes its keys. */
export async function composeDialects(core: Core, options: DialectOptions): Promise<Dialects> {
  const [authority, upayKeys, nobodysKeys] = await Promise.all([
    openAuthority(core),
    openPlatformKeyPair(core, 'upay'),
    openPlatformKeyPair(core, 'decoy'),
  ]);
  const shared = { platformPrivateKey: upayKeys.privateKey };
  const decoy = await makeDecoy(core.environment, shared, nobodysKeys);
  const common: { core: Core; decoy: Candidate; publicUrls: readonly [PublicUrl, ...PublicUrl[]] } = {
    core,
    decoy,
    get publicUrls() {
      return options.publicUrls();
    },
  };
  const openMerchant = async (transaction: Transaction, merchant: Merchant) => {
    await createFirstStore(transaction, core, { ...merchant, storeId: firstStoreNumber(merchant) });
  };
  return {
    surfaces: [
      createBasicexSurface(
        withExtras(common, {
          platformCertificates: [authority.platform],
          loopbackCallbacks: options.isSandbox,
        }),
      ),
      createAnexpaySurface(common),
      createEasylinkSurface({ core, decoy }),
      createBlackhatSurface(common),
      createUpaySurface({ core, decoy }),
    ],
    issuers: {
      basicex: (merchant) => issueBasicexCredentials(core, authority, merchant),
      anexpay: ({ id }) => newAnexpayCredentials(core, { id, email: SANDBOX_EMAIL }),
      easylink: (merchant) => newEasylinkCredentials(core, merchant),
      blackhat: async ({ id }) => {
        const [shop] = await listShops(core.reader, { merchantId: id, dialect: 'blackhat' });
        return newBlackhatCredentials(core, { id, storeId: shop?.number ?? firstStoreNumber({ id }) });
      },
      upay: (merchant) => newUpayCredentials(core, upayKeys, merchant),
    },
    seedRates: () => seedBasicexSandbox(core),
    openMerchant,
    furnish: async (transaction, merchant) => {
      await seedEasylinkSandbox(transaction, core, merchant);
      await seedUpaySandbox(transaction, core, merchant);
    },
  };
}
