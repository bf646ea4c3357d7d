/** A certificate request as a merchant makes it, who keeps the private key to itself. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { PemConverter, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2_048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** Both in PEM. `name`: the subject that is asked for, `CN=Shop`. */
export async function certificateRequest(
  name: string,
): Promise<{ readonly privateKey: string; readonly request: string }> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const signingAlgorithm = ALGORITHM;
  const request = await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { privateKey: PemConverter.encode(pkcs8, 'PRIVATE KEY'), request: request.toString('pem') };
}
