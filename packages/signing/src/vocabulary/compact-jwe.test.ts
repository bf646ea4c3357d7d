import assert from 'node:assert/strict';
import { createCipheriv, generateKeyPairSync, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { Refusal } from '../verdict.ts';
import { decrypt, encrypt, keyIdOf } from './compact-jwe.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const CONTENT = Buffer.from('{"firstName":"Zoë","amount":20.00}', 'utf8');
const PROFILE = { alg: 'RSA-OAEP-256', enc: 'A128GCM', zip: 'DEF' } as const;

interface Crafted {
  readonly header?: unknown;
  readonly key?: KeyObject;
  readonly contentKeyBytes?: number;
  readonly vectorBytes?: number;
  readonly tagBytes?: number;
  readonly compressed?: Uint8Array;
}

/** A JWE by hand, with what a test wants wrong about it. */
function craft({
  header = PROFILE,
  key = publicKey,
  contentKeyBytes = 16,
  vectorBytes = 12,
  tagBytes = 16,
  compressed = deflateRawSync(CONTENT),
}: Crafted): string {
  const encoded = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header)).toString(
    'base64url',
  );
  const contentKey = randomBytes(contentKeyBytes);
  const vector = randomBytes(vectorBytes);
  const cipher = createCipheriv(contentKeyBytes === 32 ? 'aes-256-gcm' : 'aes-128-gcm', contentKey, vector);
  cipher.setAAD(Buffer.from(encoded));
  const content = Buffer.concat([cipher.update(compressed), cipher.final()]);
  const parts = [publicEncrypt({ key, oaepHash: 'sha256' }, contentKey), vector, content];
  return [
    encoded,
    ...[...parts, cipher.getAuthTag().subarray(0, tagBytes)].map((each) => each.toString('base64url')),
  ].join('.');
}

/** The text with another in place of one of its five parts. */
function withPart(jwe: string, index: number, change: (part: string) => string): string {
  return jwe
    .split('.')
    .map((part, at) => (at === index ? change(part) : part))
    .join('.');
}

async function refusalOf(jwe: string, key = privateKey): Promise<string> {
  try {
    await decrypt(jwe, key);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'opened';
}

describe('a compact JWE', () => {
  test('of ours is opened by jose', async () => {
    const { plaintext, protectedHeader } = await compactDecrypt(
      await encrypt(CONTENT, publicKey),
      privateKey,
    );
    assert.deepEqual(Buffer.from(plaintext), CONTENT);
    assert.deepEqual(protectedHeader, { ...PROFILE, typ: 'JOSE', kid: keyIdOf(publicKey) });
  });

  for (const header of [PROFILE, { alg: PROFILE.alg, enc: PROFILE.enc }]) {
    test(`of jose opens, with the header ${JSON.stringify(header)}`, async () => {
      const jwe = await new CompactEncrypt(CONTENT).setProtectedHeader(header).encrypt(publicKey);
      assert.deepEqual(Buffer.from(await decrypt(jwe, privateKey)), CONTENT);
    });
  }

  test('of nothing opens', async () => {
    assert.equal((await decrypt(await encrypt(Buffer.alloc(0), publicKey), privateKey)).length, 0);
  });

  test('is another one each time', async () => {
    assert.notEqual(await encrypt(CONTENT, publicKey), await encrypt(CONTENT, publicKey));
  });

  test('is not made for a key of fewer than 2,048 bits, nor opened with one', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    await assert.rejects(encrypt(CONTENT, short.publicKey), TypeError);
    assert.equal(await refusalOf(craft({ key: short.publicKey }), short.privateKey), 'payload_undecryptable');
  });
});

describe('a compact JWE is refused', () => {
  const malformed: readonly (readonly [title: string, jwe: string])[] = [
    ['of four parts', craft({}).slice(0, craft({}).lastIndexOf('.'))],
    ['of six parts', `${craft({})}.`],
    ['whose header is not JSON', craft({ header: 'alg=none' })],
    ['whose header is no object', craft({ header: 'null' })],
    ['without alg', craft({ header: { enc: 'A128GCM' } })],
    ['of another alg', craft({ header: { ...PROFILE, alg: 'RSA-OAEP' } })],
    ['of alg dir', craft({ header: { ...PROFILE, alg: 'dir' } })],
    ['of another enc', craft({ header: { ...PROFILE, enc: 'A256GCM' }, contentKeyBytes: 32 })],
    ['of another zip', craft({ header: { ...PROFILE, zip: 'GZIP' } })],
    ['with zip null', craft({ header: { ...PROFILE, zip: null } })],
    ['with crit', craft({ header: { ...PROFILE, crit: ['exp'], exp: 1 } })],
    ['with a vector of 8 bytes', craft({ vectorBytes: 8 })],
    ['with a tag cut to 12 bytes', craft({ tagBytes: 12 })],
    ['without a tag', withPart(craft({}), 4, () => '')],
    ['whose content is no DEFLATE', craft({ compressed: CONTENT })],
    [
      'with something behind its DEFLATE',
      craft({ compressed: Buffer.concat([deflateRawSync(CONTENT), CONTENT]) }),
    ],
    [
      'that inflates to more than 4 MiB',
      craft({ compressed: deflateRawSync(Buffer.alloc(4 * 1024 * 1024 + 1)) }),
    ],
    // 16 bytes take 22 characters, the last of which has four unused bits.
    [
      'with unused bits set',
      withPart(craft({}), 4, (tag) => `${tag.slice(0, -1)}${tag.endsWith('A') ? 'B' : `${tag.at(-1)}=`}`),
    ],
    ['with white space in a part', withPart(craft({}), 1, (key) => ` ${key}`)],
  ];
  for (const [title, jwe] of malformed) {
    test(title, async () => assert.equal(await refusalOf(jwe), 'payload_malformed'));
  }

  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const undecryptable: readonly (readonly [title: string, jwe: string])[] = [
    ['to another key', craft({ key: other.publicKey })],
    ['with an empty key', withPart(craft({}), 1, () => '')],
    ['whose content key is of another length', craft({ contentKeyBytes: 32 })],
    [
      'whose header was changed',
      withPart(craft({}), 0, () =>
        Buffer.from(JSON.stringify({ ...PROFILE, kid: '1' })).toString('base64url'),
      ),
    ],
    ...[1, 2, 3, 4].map(
      (index) =>
        [
          `with a changed part ${index}`,
          withPart(craft({}), index, (part) => (part[0] === 'A' ? 'B' : 'A') + part.slice(1)),
        ] as const,
    ),
  ];
  for (const [title, jwe] of undecryptable) {
    test(title, async () => assert.equal(await refusalOf(jwe), 'payload_undecryptable'));
  }

  test('of more than 4 MiB', async () => {
    assert.equal(await refusalOf('A'.repeat(4 * 1024 * 1024 + 1)), 'payload_too_large');
  });
});
