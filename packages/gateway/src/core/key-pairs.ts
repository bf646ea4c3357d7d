import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** Both halves as PEM: SPKI and PKCS#8. */
export interface RsaKeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** What the providers' own keys have. Takes a third of a second or more, off the event loop. */
const RSA_MODULUS_BITS = 2_048;

const generate = promisify(generateKeyPair);

/** A new RSA key pair. Its randomness is OpenSSL's own: there is no handing it in. */
export async function generateRsaKeyPair(modulusBits = RSA_MODULUS_BITS): Promise<RsaKeyPair> {
  const { publicKey, privateKey } = await generate('rsa', {
    modulusLength: modulusBits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKey, privateKey };
}
