import { insertSetting, selectSetting } from '../store/queries/settings.ts';
import type { CertificateSubject, IssuedCertificate } from './certificates.ts';
import type { Core } from './core.ts';
import { generateRsaKeyPair } from './key-pairs.ts';
import { openJson, type SealingContext, sealJson } from './sealing.ts';

export type { CertificateSubject, IssuedCertificate };

/** Issues the certificates with which merchants sign, and holds the one with which the platform does. */
export interface CertificateAuthority {
  /** PEM of the root. */
  readonly certificate: string;
  readonly platform: PlatformCertificate;
  /** With neither key nor request given, makes the key pair too; its private half is returned here and never kept. */
  issue(command: CertificateCommand): Promise<MerchantCertificate>;
}

/** PEM; `serialNumber` in hexadecimal. */
export interface PlatformCertificate {
  readonly certificate: string;
  readonly privateKey: string;
  readonly serialNumber: string;
}

export interface CertificateCommand extends CertificateSubject {
  readonly validityMilliseconds?: number;
  /** PEM. */
  readonly publicKey?: string;
  /** PKCS#10 in PEM. */
  readonly certificateSigningRequest?: string;
}

export interface MerchantCertificate extends IssuedCertificate {
  readonly privateKey?: string;
}

/** What is kept, sealed. */
interface Kept {
  readonly root: { readonly certificate: string; readonly privateKey: string };
  readonly platform: PlatformCertificate;
}

const SETTING = 'certificate authority';
/** The gateway itself is no merchant. */
const CONTEXT: SealingContext = { merchantId: '', recordId: SETTING, purpose: 'certificate authority' };

const ORGANIZATION = 'Countersign';
const DAY_MILLISECONDS = 86_400_000;
/** Ours: no provider publishes any. The root outlives what it signs. */
const ROOT_VALIDITY_MILLISECONDS = 20 * 365 * DAY_MILLISECONDS;
const PLATFORM_VALIDITY_MILLISECONDS = 10 * 365 * DAY_MILLISECONDS;
const MERCHANT_VALIDITY_MILLISECONDS = 5 * 365 * DAY_MILLISECONDS;
/** For twenty years 2048 bits are too few: NIST SP 800-57 part 1, table 2. */
const ROOT_MODULUS_BITS = 3_072;

/**
 * Opens the gateway's certificate authority, or makes it on first start. Of several processes that start at once, one's is kept.
 *
 * @throws SealingError if it was sealed under another master key
 */
export async function openAuthority(core: Core): Promise<CertificateAuthority> {
  const { root, platform } = (await readKept(core)) ?? (await makeKept(core));
  return {
    certificate: root.certificate,
    platform,
    issue: async ({ publicKey, certificateSigningRequest, validityMilliseconds, ...subject }) => {
      const certificates = await loadCertificates();
      const requested =
        certificateSigningRequest === undefined
          ? publicKey
          : await certificates.requestedKey(certificateSigningRequest);
      const made = requested === undefined ? await generateRsaKeyPair() : undefined;
      const certificate = await certificates.issueCertificate(core.environment, root, {
        subject,
        publicKey: requested ?? made?.publicKey ?? '',
        validityMilliseconds: validityMilliseconds ?? MERCHANT_VALIDITY_MILLISECONDS,
      });
      return made === undefined ? certificate : { ...certificate, privateKey: made.privateKey };
    },
  };
}

/** Only who issues needs the library, and it takes an eighth of a second to load. */
function loadCertificates() {
  return import('./certificates.ts');
}

async function readKept(core: Core): Promise<Kept | undefined> {
  const sealed = await selectSetting(core.reader, SETTING);
  return sealed && openJson<Kept>(core.sealer, sealed, CONTEXT);
}

async function makeKept(core: Core): Promise<Kept> {
  const { environment } = core;
  const [rootKeys, platformKeys, certificates] = await Promise.all([
    generateRsaKeyPair(ROOT_MODULUS_BITS),
    generateRsaKeyPair(),
    loadCertificates(),
  ]);
  const { certificate } = await certificates.createRoot(environment, {
    subject: { commonName: 'Countersign Root', organization: ORGANIZATION },
    keys: rootKeys,
    validityMilliseconds: ROOT_VALIDITY_MILLISECONDS,
  });
  const root = { certificate, privateKey: rootKeys.privateKey };
  const platform = await certificates.issueCertificate(environment, root, {
    subject: { commonName: 'Countersign Platform', organization: ORGANIZATION },
    publicKey: platformKeys.publicKey,
    validityMilliseconds: PLATFORM_VALIDITY_MILLISECONDS,
  });
  const { certificate: pem, serialNumber } = platform;
  const made = { root, platform: { certificate: pem, privateKey: platformKeys.privateKey, serialNumber } };
  return keep(core, made);
}

async function keep(core: Core, made: Kept): Promise<Kept> {
  const value = sealJson(core.sealer, made, CONTEXT);
  const now = core.environment.now();
  const first = await core.perform((transaction) =>
    insertSetting(transaction, { name: SETTING, value, now }),
  );
  if (first) return made;
  const kept = await readKept(core);
  if (kept === undefined) throw new Error('the certificate authority was neither kept nor found');
  return kept;
}
