// @peculiar/x509 needs this loaded before it.
import 'reflect-metadata';
import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { Environment } from '../environment.ts';
import { CertificateRequestError } from './certificate-request-error.ts';
import type { RsaKeyPair } from './key-pairs.ts';

/**
 * RSA throughout: BasicEx's own client signs with the algorithm that its certificate was signed with, and requests must be signed
 * with SHA256withRSA (https://developers.basicex.com/en/guide/signed-request-flow.html).
 */
const SIGNING_ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

const MODULUS_BITS_MINIMUM = 2_048;
/** RFC 5280 §4.1.2.2 allows 20; BasicEx's own serials have as many. */
const SERIAL_BYTES = 20;
/** A certificate is used at once, also by those whose clock is late. */
const BACKDATE_MILLISECONDS = 5 * 60_000;
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

export interface CertificateSubject {
  readonly commonName: string;
  readonly organization: string;
}

export interface IssuedCertificate {
  /** PEM. */
  readonly certificate: string;
  /** SHA-256 of the DER, in lower-case hexadecimal: how a presented certificate is recognised. */
  readonly fingerprint: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** Unix milliseconds, to the second. */
  readonly validFrom: number;
  readonly validTo: number;
}

export interface Issuer {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: string;
}

/** The certificate at the root: it signs itself, and then others. */
export async function createRoot(
  environment: Environment,
  {
    subject,
    keys,
    validityMilliseconds,
  }: {
    readonly subject: CertificateSubject;
    readonly keys: RsaKeyPair;
    readonly validityMilliseconds: number;
  },
): Promise<IssuedCertificate> {
  const publicKey = await importPublicKey(keys.publicKey);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...lifeOf(environment, validityMilliseconds),
    name: nameOf(subject),
    keys: { publicKey, privateKey: await importPrivateKey(keys.privateKey) },
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return issued(certificate);
}

/**
 * A certificate for a key whose owner's name the issuer vouches for.
 *
 * @throws CertificateRequestError if the key is not RSA of 2048 bits or more
 */
export async function issueCertificate(
  environment: Environment,
  issuer: Issuer,
  {
    subject,
    publicKey: pem,
    validityMilliseconds,
  }: {
    readonly subject: CertificateSubject;
    readonly publicKey: string;
    readonly validityMilliseconds: number;
  },
): Promise<IssuedCertificate> {
  const publicKey = await importPublicKey(pem);
  const parent = new x509.X509Certificate(issuer.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    ...lifeOf(environment, validityMilliseconds),
    subject: nameOf(subject),
    issuer: parent.subjectName,
    publicKey,
    signingKey: await importPrivateKey(issuer.privateKey),
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([CLIENT_AUTHENTICATION]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(parent),
    ],
  });
  return issued(certificate);
}

/**
 * The public key of a PKCS#10 request (RFC 2986), whose signature shows that the asker has the private key. The names in it are
 * not looked at: whom a certificate names is for the issuer to say.
 *
 * @throws CertificateRequestError
 */
export async function requestedKey(pem: string): Promise<string> {
  let request: x509.Pkcs10CertificateRequest;
  try {
    request = new x509.Pkcs10CertificateRequest(pem);
  } catch {
    throw new CertificateRequestError('malformed', 'the certificate request is not PKCS#10 in PEM');
  }
  if (!(await request.verify().catch(() => false))) {
    throw new CertificateRequestError(
      'key_not_proven',
      'the certificate request is not signed by its own key',
    );
  }
  return request.publicKey.toString('pem');
}

function lifeOf(environment: Environment, validityMilliseconds: number) {
  const now = environment.now();
  return {
    serialNumber: randomSerial(environment),
    notBefore: new Date(now - BACKDATE_MILLISECONDS),
    notAfter: new Date(now + validityMilliseconds),
  };
}

/** Positive and of full length: the highest bit is clear, the one below it set. */
function randomSerial(environment: Environment): string {
  const bytes = Buffer.from(environment.randomBytes(SERIAL_BYTES));
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString('hex');
}

/** Not as text, in which a comma in a company's name would begin another attribute. */
function nameOf({ commonName, organization }: CertificateSubject): x509.JsonName {
  return [{ O: [organization] }, { CN: [commonName] }];
}

async function issued(certificate: x509.X509Certificate): Promise<IssuedCertificate> {
  return {
    certificate: `${certificate.toString('pem')}\n`,
    fingerprint: Buffer.from(await certificate.getThumbprint('SHA-256')).toString('hex'),
    serialNumber: certificate.serialNumber,
    validFrom: certificate.notBefore.getTime(),
    validTo: certificate.notAfter.getTime(),
  };
}

async function importPublicKey(pem: string): Promise<webcrypto.CryptoKey> {
  const spki = requireRsa(pem).export({ type: 'spki', format: 'der' });
  return webcrypto.subtle.importKey('spki', spki, SIGNING_ALGORITHM, true, ['verify']);
}

function requireRsa(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new CertificateRequestError('malformed', 'the public key is not PEM');
  }
  const modulusBits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa' && modulusBits >= MODULUS_BITS_MINIMUM) return key;
  throw new CertificateRequestError(
    'key_too_weak',
    `the key must be RSA of at least ${MODULUS_BITS_MINIMUM} bits`,
  );
}

function importPrivateKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), SIGNING_ALGORITHM, false, [
    'sign',
  ]);
}
