import type { CertificateSubject, IssuedCertificate } from './certificates.ts';
import type { Core } from './core.ts';
import { keptOnce } from './kept-once.ts';
import { generateRsaKeyPair } from './key-pairs.ts';

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

const ORGANIZATION = 'Countersign';
const DAY_MILLISECONDS = 86_400_000;
/** Ours: no provider publishes any. The root outlives what it signs. */
const ROOT_VALIDITY_MILLISECONDS = 20 * 365 * DAY_MILLISECONDS;
const PLATFORM_VALIDITY_MILLISECONDS = 10 * 365 * DAY_MILLISECONDS;
const MERCHANT_VALIDITY_MILLISECONDS = 5 * 365 * DAY_MILLISECONDS;
/** For twenty years 2048 bits are too few: NIST SP 800-57 part 1, table 2. */
const ROOT_MODULUS_BITS = 3_072;

/**
 * Opens the gateway's certificate authority, or makes it on first start.
 *
 * @throws SealingError if it was sealed under another master key
 */
export async function openAuthority(core: Core): Promise<CertificateAuthority> {
  const { root, platform } = await keptOnce(core, 'certificate authority', () => makeAuthority(core));
  return {
    certificate: root.certificate,
    platform,
    issue: async (command) => {
      const { publicKey, certificateSigningRequest, validityMilliseconds, ...subject } = command;
      const certificates = await loadCertificates();
      const issueFor = (key: string) =>
        certificates.issueCertificate(core.wire, root, {
          subject,
          publicKey: key,
          validityMilliseconds: validityMilliseconds ?? MERCHANT_VALIDITY_MILLISECONDS,
        });
      if (certificateSigningRequest !== undefined) {
        return issueFor(await certificates.requestedKey(certificateSigningRequest));
      }
      if (publicKey !== undefined) return issueFor(publicKey);
      const keys = await generateRsaKeyPair();
      return { ...(await issueFor(keys.publicKey)), privateKey: keys.privateKey };
    },
  };
}

/** Only who issues needs the library, and it takes an eighth of a second to load. */
function loadCertificates() {
  return import('./certificates.ts');
}

async function makeAuthority({ wire }: Core): Promise<Kept> {
  const [rootKeys, platformKeys, certificates] = await Promise.all([
    generateRsaKeyPair(ROOT_MODULUS_BITS),
    generateRsaKeyPair(),
    loadCertificates(),
  ]);
  const { certificate } = await certificates.createRoot(wire, {
    subject: { commonName: 'Countersign Root', organization: ORGANIZATION },
    keys: rootKeys,
    validityMilliseconds: ROOT_VALIDITY_MILLISECONDS,
  });
  const root = { certificate, privateKey: rootKeys.privateKey };
  const platform = await certificates.issueCertificate(wire, root, {
    subject: { commonName: 'Countersign Platform', organization: ORGANIZATION },
    publicKey: platformKeys.publicKey,
    validityMilliseconds: PLATFORM_VALIDITY_MILLISECONDS,
  });
  const { certificate: pem, serialNumber } = platform;
  return { root, platform: { certificate: pem, privateKey: platformKeys.privateKey, serialNumber } };
}
