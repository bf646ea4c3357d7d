import type { CallbackDialect } from './callbacks/port.ts';
import {
  type CertificateAuthority,
  type Core,
  listShops,
  type Merchant,
  openAuthority,
  openPlatformKeyPair,
  type RsaKeyPair,
  type Transaction,
} from './core/index.ts';
import { makeDecoy } from './http/decoy.ts';
import type { Surface } from './http/exchange.ts';
import type { PublicUrl } from './http/public-url.ts';
import type { CredentialIssuer } from './operator/credentials.ts';
import {
  createAnexpayCallbacks,
  createAnexpaySurface,
  newAnexpayCredentials,
} from './surfaces/anexpay/index.ts';
import {
  createBasicexCallbacks,
  createBasicexSurface,
  issueBasicexCredentials,
  seedBasicexSandbox,
} from './surfaces/basicex/index.ts';
import {
  createBlackhatCallbacks,
  createBlackhatSurface,
  createFirstStore,
  firstStoreNumber,
  newBlackhatCredentials,
} from './surfaces/blackhat/index.ts';
import {
  createEasylinkCallbacks,
  createEasylinkSurface,
  newEasylinkCredentials,
  seedEasylinkSandbox,
} from './surfaces/easylink/index.ts';
import {
  createUpayCallbacks,
  createUpaySurface,
  newUpayCredentials,
  seedUpaySandbox,
} from './surfaces/upay/index.ts';

/** All five dialects on one core: what they answer and tell, how they issue credentials, and what a sandbox begins with. */
export interface Dialects {
  readonly surfaces: readonly Surface[];
  /** How each tells a merchant what happened. */
  readonly callbacks: readonly CallbackDialect[];
  readonly issuers: Readonly<Record<string, CredentialIssuer>>;
  /** Rates, which are the same for every merchant. */
  readonly seedRates: () => Promise<void>;
  /** What every merchant begins with: a store to issue invoices for. */
  readonly openMerchant: (transaction: Transaction, merchant: Merchant) => Promise<void>;
  /** What a sandbox merchant's first calls need beside that: balances, fees. On the sandbox's rail only. */
  readonly furnish: (transaction: Transaction, merchant: Merchant) => Promise<void>;
}

export interface DialectOptions {
  /** Where merchants reach the gateway. Looked at in each request: with port 0 it is known only once it listens. */
  readonly publicUrls: readonly PublicUrl[];
  readonly isSandbox: boolean;
}

/** Composes the dialects. Opens the certificate authority, which on first start makes its keys. */
export async function composeDialects(core: Core, options: DialectOptions): Promise<Dialects> {
  const [authority, upayKeys, nobodysKeys] = await Promise.all([
    openAuthority(core),
    openPlatformKeyPair(core, 'upay'),
    openPlatformKeyPair(core, 'decoy'),
  ]);
  const shared = { platformPrivateKey: upayKeys.privateKey };
  const decoy = await makeDecoy(core.environment, shared, nobodysKeys);
  // There is one by the time of the first request.
  const publicUrls = options.publicUrls as readonly [PublicUrl, ...PublicUrl[]];
  return {
    surfaces: [
      createBasicexSurface({
        core,
        decoy,
        publicUrls,
        platformCertificates: [authority.platform],
        loopbackCallbacks: options.isSandbox,
      }),
      createAnexpaySurface({ core, decoy, publicUrls }),
      createEasylinkSurface({ core, decoy }),
      createBlackhatSurface({ core, decoy, publicUrls }),
      createUpaySurface({ core, decoy }),
    ],
    callbacks: [
      createBasicexCallbacks({ core, platform: authority.platform }),
      createAnexpayCallbacks(core),
      createEasylinkCallbacks(core),
      createBlackhatCallbacks(core),
      createUpayCallbacks(core),
    ],
    issuers: issuersOn(core, authority, upayKeys),
    seedRates: () => seedBasicexSandbox(core),
    openMerchant: async (transaction, merchant) => {
      await createFirstStore(transaction, core, { ...merchant, storeId: firstStoreNumber(merchant) });
    },
    furnish: async (transaction, merchant) => {
      // On any other rail somebody would have to pay out what is made up here.
      if (core.rail.name !== 'sandbox') return;
      await seedEasylinkSandbox(transaction, core, merchant);
      await seedUpaySandbox(transaction, core, merchant);
    },
  };
}

/** What a merchant logs in with at ANexPay's token call who brings no address; `.example` belongs to nobody (RFC 2606 §2). */
const DEFAULT_EMAIL = 'sandbox@merchant.example';

function issuersOn(core: Core, authority: CertificateAuthority, upayKeys: RsaKeyPair): Dialects['issuers'] {
  return {
    basicex: {
      takes: ['certificateSigningRequest'],
      issue: (merchant, { certificateSigningRequest }) =>
        issueBasicexCredentials(core, authority, merchant, certificateSigningRequest),
    },
    anexpay: {
      takes: ['email'],
      issue: ({ id }, { email = DEFAULT_EMAIL }) => newAnexpayCredentials(core, { id, email }),
    },
    easylink: {
      takes: ['publicKey'],
      issue: ({ id }, brought) => newEasylinkCredentials(core, { id, ...brought }),
    },
    blackhat: {
      takes: [],
      issue: async ({ id }) => {
        const [shop] = await listShops(core.reader, { merchantId: id, dialect: 'blackhat' });
        return newBlackhatCredentials(core, { id, storeId: shop?.number ?? firstStoreNumber({ id }) });
      },
    },
    upay: {
      takes: ['publicKey'],
      issue: ({ id }, brought) => newUpayCredentials(core, upayKeys, { id, ...brought }),
    },
  };
}
