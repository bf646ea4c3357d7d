/**
 * UPay's encryption, with node:crypto alone: JWE in compact form (RFC 7516), RSA-OAEP-256 + A128GCM + DEF.
 *
 *     node jwe.mjs encrypt PLATFORM_PUBLIC_KEY.pem  <plaintext  >jwe
 *     node jwe.mjs decrypt MERCHANT_PRIVATE_KEY.pem <jwe        >plaintext
 */
import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const PLAINTEXT_BYTES_MAXIMUM = 1024 * 1024;
const oaep = (key) => ({ key, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' });

function encrypt(publicKey, plaintext) {
  const pem = crypto.createPublicKey(publicKey).export({ type: 'spki', format: 'pem' });
  const kid = crypto.createHash('sha256').update(pem).digest('hex');
  const header = { alg: 'RSA-OAEP-256', enc: 'A128GCM', zip: 'DEF', typ: 'JOSE', kid };
  const protectedHeader = Buffer.from(JSON.stringify(header)).toString('base64url');
  const contentKey = crypto.randomBytes(16);
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv('aes-128-gcm', contentKey, iv).setAAD(Buffer.from(protectedHeader));
  const ciphertext = Buffer.concat([cipher.update(deflateRawSync(plaintext)), cipher.final()]);
  const encryptedKey = crypto.publicEncrypt(oaep(publicKey), contentKey);
  const rest = [encryptedKey, iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return [protectedHeader, ...rest].join('.');
}

function decrypt(privateKey, jwe) {
  const [protectedHeader, ...rest] = jwe.toString().trim().split('.');
  const [encryptedKey, iv, ciphertext, tag] = rest.map((part) => Buffer.from(part, 'base64url'));
  const { alg, enc, zip } = JSON.parse(Buffer.from(protectedHeader, 'base64url').toString());
  if (alg !== 'RSA-OAEP-256' || enc !== 'A128GCM')
    throw new Error(`not UPay's encryption: ${alg} with ${enc}`);
  const contentKey = crypto.privateDecrypt(oaep(privateKey), encryptedKey);
  const decipher = crypto.createDecipheriv('aes-128-gcm', contentKey, iv, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(protectedHeader)).setAuthTag(tag);
  const content = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  return zip === 'DEF' ? inflateRawSync(content, { maxOutputLength: PLAINTEXT_BYTES_MAXIMUM }) : content;
}

const [direction, keyFile] = process.argv.slice(2);
process.stdout.write({ encrypt, decrypt }[direction](readFileSync(keyFile), readFileSync(0)));
