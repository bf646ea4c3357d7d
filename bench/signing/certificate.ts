import { type KeyObject, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

/** A certificate for the key pair, as PEM: the measured verification takes its public key out of one. */
export async function selfSignedCertificate(pair: {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}): Promise<string> {
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.importKey(
      'pkcs8',
      pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
      ALGORITHM,
      true,
      ['sign'],
    ),
    webcrypto.subtle.importKey(
      'spki',
      pair.publicKey.export({ type: 'spki', format: 'der' }),
      ALGORITHM,
      true,
      ['verify'],
    ),
  ]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=819275770875906',
    keys: { privateKey, publicKey },
    signingAlgorithm: ALGORITHM,
    notBefore: new Date('2025-01-01T00:00:00Z'),
    notAfter: new Date('2045-01-01T00:00:00Z'),
  });
  return certificate.toString('pem');
}
