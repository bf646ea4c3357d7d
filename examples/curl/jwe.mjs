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

/** @param {Buffer} key */
const oaep = (key) => ({ key, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' });

/** @param {Buffer} publicKey @param {Buffer} plaintext */
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

/** @param {Buffer} privateKey @param {Buffer} jwe */
function decrypt(privateKey, jwe) {
  const [protectedHeader = '', ...rest] = jwe.toString('utf8').trim().split('.');
  const { alg, enc, zip } = JSON.parse(Buffer.from(protectedHeader, 'base64url').toString('utf8'));
  if (alg !== 'RSA-OAEP-256' || enc !== 'A128GCM') throw new Error(`not UPay's encryption: ${alg}, ${enc}`);
  const [encryptedKey = '', iv = '', ciphertext = '', tag = ''] = rest;
  const contentKey = crypto.privateDecrypt(oaep(privateKey), Buffer.from(encryptedKey, 'base64url'));
  const options = { authTagLength: 16 };
  const decipher = crypto.createDecipheriv('aes-128-gcm', contentKey, Buffer.from(iv, 'base64url'), options);
  decipher.setAAD(Buffer.from(protectedHeader)).setAuthTag(Buffer.from(tag, 'base64url'));
  const content = Buffer.concat([decipher.update(ciphertext, 'base64url'), decipher.final()]);
  return zip === 'DEF' ? inflateRawSync(content, { maxOutputLength: PLAINTEXT_BYTES_MAXIMUM }) : content;
}

const [direction, keyFile = ''] = process.argv.slice(2);
const key = readFileSync(keyFile);
const input = readFileSync(0);
process.stdout.write(direction === 'encrypt' ? encrypt(key, input) : decrypt(key, input));
