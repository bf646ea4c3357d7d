import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Environment } from '../environment.ts';
import type { Candidate } from './authenticate.ts';

const SECRET_SIZE_BYTES = 32;
/** As the keys that the gateway issues: checking against another size would take another time. */
const MODULUS_LENGTH_BITS = 2_048;

const generate = promisify(generateKeyPair);

/** PEM. */
interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

function generateKeys(): Promise<KeyPair> {
  return generate('rsa', {
    modulusLength: MODULUS_LENGTH_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/**
 * Makes the credential that unknown keys are checked against: every secret and key of every dialect, known to nobody. Make it
 * once at start, since a key pair takes a good part of a second.
 *
 * @param shared keys that are the same for every merchant, such as a platform key: with a decoy of another one, content that was
 *   encrypted to the shared key would tell unknown keys from known ones
 * @param keyPair nobody's, if one is at hand
 */
export async function makeDecoy(
  environment: Environment,
  shared: Candidate['fields'] = {},
  keyPair?: KeyPair,
): Promise<Candidate> {
  const { privateKey, publicKey } = keyPair ?? (await generateKeys());
  const secret = Buffer.from(environment.randomBytes(SECRET_SIZE_BYTES)).toString('hex');
  const fields = {
    apiKey: secret,
    appKey: secret,
    // HMAC keys: BasicEx and UPay, ANexPay, BlackHat.
    secretKey: secret,
    signKey: secret,
    apiSecret: secret,
    // What RSA signatures are checked with: BasicEx, EasyLink.
    certificate: publicKey,
    merchantPublicKey: publicKey,
    // What UPay's requests are opened with.
    platformPrivateKey: privateKey,
    ...shared,
  };
  return { id: '', merchantId: '', fields, allowlist: [] };
}
