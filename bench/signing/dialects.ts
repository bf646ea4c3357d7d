import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign as signWithKey,
  timingSafeEqual,
  verify as verifyWithKey,
} from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  anexpay,
  basicex,
  blackhat,
  type Credentials,
  type Direction,
  easylink,
  type MessageInput,
  type Signed,
  sign,
  upay,
  verify,
} from '@countersign/signing';
import { selfSignedCertificate } from './certificate.ts';
import type { HandWritten } from './hand-written.ts';
import * as handWritten from './hand-written.ts';
import type { Work } from './measure.ts';

export interface Works {
  readonly ours: Work;
  /** The same cryptography with nothing around it. */
  readonly bare: Work;
  /** The least program that reads the same message, where reading it is most of the work. */
  readonly handWritten?: Work;
}

/** A dialect's sign and verify, and what they are measured against. */
export interface Subject {
  readonly name: string;
  readonly prepare: (sizeBytes: number) => Promise<Record<'sign' | 'verify', Works>>;
}

const NOW = 1_760_000_000_000;
const signOffTheLoop = promisify(
  (data: Uint8Array, key: KeyObject, done: (error: Error | null, signature: Buffer) => void) =>
    signWithKey('sha256', data, key, done),
);

const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: KeyObject) =>
  String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }));

const keyPairs = {
  merchantPrivateKey: pem(merchant.privateKey),
  merchantPublicKey: pem(merchant.publicKey),
  platformPrivateKey: pem(platform.privateKey),
  platformPublicKey: pem(platform.publicKey),
};

/** What an HTTP client sends along. */
const HEADERS = {
  host: 'openapi.example.com',
  'user-agent': 'bench/1.0',
  accept: '*/*',
  'content-type': 'application/json',
  'accept-encoding': 'gzip, deflate',
  connection: 'keep-alive',
};

function jsonBody(sizeBytes: number): string {
  const fields = { reference: 'A-1001', amount: '50000.00', currency: 'USDT', channel: 'ETH', note: '' };
  const room = Math.max(0, sizeBytes - JSON.stringify(fields).length);
  return JSON.stringify({ ...fields, note: 'order of goods '.repeat(Math.ceil(room / 15)).slice(0, room) });
}

function formBody(sizeBytes: number): string {
  const fixed = 'store_id=7&payment_type=transparent&amount=12.50000000&order_id=A-1001&description=';
  return fixed + 'goods-'.repeat(Math.ceil(sizeBytes / 6)).slice(0, Math.max(0, sizeBytes - fixed.length));
}

/** The same cryptography with nothing around it: over the bytes that were signed, against the signature they got. */
type Bare = (signed: Signed) => { readonly sign: Work; readonly verify: () => boolean };

function bareHmac(hash: string, secret: string, encoding: 'hex' | 'base64'): Bare {
  return ({ stringToSign: { bytes }, signature }) => {
    const expected = Buffer.from(signature, encoding);
    return {
      sign: () => createHmac(hash, secret).update(bytes).digest(encoding),
      verify: () => timingSafeEqual(createHmac(hash, secret).update(bytes).digest(), expected),
    };
  };
}

function bareRsa({
  privateKey,
  publicKey,
}: {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}): Bare {
  return ({ stringToSign: { bytes }, signature }) => {
    const expected = Buffer.from(signature, 'base64');
    return {
      sign: () => signOffTheLoop(bytes, privateKey),
      verify: () => verifyWithKey('sha256', bytes, publicKey, expected),
    };
  };
}

function subject(
  name: string,
  direction: Direction,
  credentials: Credentials,
  input: (sizeBytes: number) => MessageInput,
  bare: Bare,
  least?: HandWritten,
): Subject {
  return {
    name,
    prepare: async (sizeBytes) => {
      const { ours, signed } = await oursFor(direction, credentials, input(sizeBytes));
      const works = bare(signed);
      if (!works.verify()) throw new Error('the bare verification does not match');
      const handWritten = least?.(signed.message);
      if (handWritten?.() === false) throw new Error('the hand-written verification does not match');
      return {
        sign: { ours: ours.sign, bare: works.sign },
        verify: { ours: ours.verify, bare: works.verify, ...(handWritten && { handWritten }) },
      };
    },
  };
}

async function oursFor(direction: Direction, credentials: Credentials, input: MessageInput) {
  const signOptions = { credentials, at: NOW, nonce: '366dde77c57a4e7e988c074a21a4f04c' };
  const signed = await sign(direction, input, signOptions);
  const verifyOptions = { credentials, receivedAt: NOW };
  const verdict = await verify(direction, signed.message, verifyOptions);
  if (!verdict.ok) throw new Error(verdict.code);
  return {
    signed,
    ours: {
      sign: () => sign(direction, input, signOptions),
      // A message of its own each time, as a server gets them: nothing parsed before may help.
      verify: () => verify(direction, { ...signed.message }, verifyOptions),
    },
  };
}

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };

/** JWE with nothing around it: what writing and opening a UPay request costs in `node:crypto` alone, and the HMAC over its content. */
async function encryptedSubject(sizeBytes: number): Promise<Record<'sign' | 'verify', Works>> {
  const credentials = { apiKey: 'key', secretKey: 'secret', ...keyPairs };
  const input = {
    method: 'POST',
    url: '/api/v1/payout/payer/add',
    headers: HEADERS,
    body: jsonBody(sizeBytes),
  };
  const { ours, signed } = await oursFor(upay.request, credentials, input);
  const bytes = signed.stringToSign.bytes;
  const [header = '', ...rest] = JSON.parse(Buffer.from(signed.message.body).toString('utf8')).payload.split(
    '.',
  );
  const [key, iv, ciphertext, tag] = rest.map((part: string) => Buffer.from(part, 'base64url')) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  return {
    sign: {
      ours: ours.sign,
      bare: () => {
        createHmac('sha256', 'secret').update(bytes).digest('base64');
        const contentKey = randomBytes(16);
        const cipher = createCipheriv('aes-128-gcm', contentKey, randomBytes(12)).setAAD(Buffer.from(header));
        const content = [cipher.update(deflateRawSync(input.body)), cipher.final()];
        return [
          publicEncrypt({ key: platform.publicKey, ...OAEP }, contentKey),
          content,
          cipher.getAuthTag(),
        ];
      },
    },
    verify: {
      ours: ours.verify,
      bare: () => {
        const contentKey = privateDecrypt({ key: platform.privateKey, ...OAEP }, key);
        const decipher = createDecipheriv('aes-128-gcm', contentKey, iv)
          .setAAD(Buffer.from(header))
          .setAuthTag(tag);
        inflateRawSync(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
        return createHmac('sha256', 'secret').update(bytes).digest();
      },
    },
  };
}

const secret64 = randomBytes(32).toString('hex');
const merchantCertificate = await selfSignedCertificate(merchant);

export const SUBJECTS: readonly Subject[] = [
  subject(
    'basicex, key',
    basicex.request,
    { apiKey: 'key', secretKey: secret64 },
    (size) => ({
      method: 'POST',
      url: 'https://openapi.basicex.com/v2/invoices',
      headers: HEADERS,
      body: jsonBody(size),
    }),
    bareHmac('sha512', secret64, 'hex'),
  ),
  subject(
    'basicex, certificate',
    basicex.request,
    { certificate: merchantCertificate, privateKey: keyPairs.merchantPrivateKey },
    (size) => ({
      method: 'POST',
      url: 'https://openapi.basicex.com/v2/invoices',
      headers: HEADERS,
      body: jsonBody(size),
    }),
    bareRsa(merchant),
  ),
  subject(
    'anexpay',
    anexpay.request,
    { signKey: 'aR2822Y6XbehWMclnB0Y2NJK' },
    (size) => ({ method: 'POST', url: '/checkout/order/create', headers: HEADERS, body: jsonBody(size) }),
    bareHmac('sha512', 'aR2822Y6XbehWMclnB0Y2NJK', 'base64'),
  ),
  subject(
    'easylink',
    easylink.request,
    { appKey: '3c1d0a77-0000-4000-8000-00000000abcd', ...keyPairs },
    (size) => ({
      method: 'POST',
      url: '/v2/transfer/create-domestic-transfer',
      headers: HEADERS,
      body: jsonBody(size),
    }),
    bareRsa(merchant),
    handWritten.easylink(merchant.publicKey),
  ),
  subject(
    'blackhat',
    blackhat.request,
    { apiKey: 'dd181df0c163c9271530eb5f165c6a63', apiSecret: 'c8b67c66595af67a78ece3cb881491a2' },
    (size) => ({ method: 'POST', url: '/api/createInvoice', headers: HEADERS, body: formBody(size) }),
    bareHmac('sha256', 'c8b67c66595af67a78ece3cb881491a2', 'hex'),
    handWritten.blackhat('c8b67c66595af67a78ece3cb881491a2'),
  ),
  subject(
    'upay, plain',
    upay.request,
    { apiKey: 'key', secretKey: 'g3)&~8P9S+ZhqO@G8b9Ate%xa5Jh-.E%' },
    (size) => ({ method: 'POST', url: '/api/v1/merchant/asset', headers: HEADERS, body: jsonBody(size) }),
    bareHmac('sha256', 'g3)&~8P9S+ZhqO@G8b9Ate%xa5Jh-.E%', 'base64'),
    handWritten.upay('g3)&~8P9S+ZhqO@G8b9Ate%xa5Jh-.E%'),
  ),
  { name: 'upay, encrypted', prepare: encryptedSubject },
];
