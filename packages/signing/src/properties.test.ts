// What must hold for every message, not only for those in the vectors.
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  anexpay,
  basicex,
  blackhat,
  type Credentials,
  createBlackhat,
  createEasylink,
  type Direction,
  easylink,
  type Message,
  type MessageInput,
  message,
  Refusal,
  type Signed,
  sign,
  upay,
  verify,
} from './index.ts';

const NOW = 1_760_000_000_000;

function pem(key: KeyObject): string {
  return String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }));
}

const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyPairs = {
  merchantPrivateKey: pem(merchant.privateKey),
  merchantPublicKey: pem(merchant.publicKey),
  platformPrivateKey: pem(platform.privateKey),
  platformPublicKey: pem(platform.publicKey),
};

/** Names that the dialects' rules can carry: the ones they cannot are refused, which has its own tests. */
const name = fc.stringMatching(/^[a-z][a-zA-Z_]{0,7}$/);
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.replaceAll('&', '+'));
const scalar = fc.oneof(text, fc.integer(), fc.boolean());
const flat = fc.dictionary(name, scalar, { maxKeys: 6, noNullPrototype: true });
const nested = fc.dictionary(name, fc.oneof(scalar, flat), { maxKeys: 5, noNullPrototype: true });
const jsonBody = nested.map((value) => JSON.stringify(value));
const bytes = fc.uint8Array({ maxLength: 200 });
const path = fc.stringMatching(/^\/[a-z]{1,8}(\/[a-z0-9]{1,8}){0,2}$/);

interface Case {
  readonly title: string;
  readonly direction: Direction;
  readonly credentials: Credentials;
  readonly messages: fc.Arbitrary<MessageInput>;
}

const form = fc
  .dictionary(name, text, { maxKeys: 5, noNullPrototype: true })
  .map((record) => new URLSearchParams(record).toString());

const cases: readonly Case[] = [
  {
    title: 'basicex request, key',
    direction: basicex.request,
    credentials: { apiKey: 'key', secretKey: 'secret' },
    messages: fc.record({
      method: fc.constant('POST'),
      url: path.map((each) => `https://host.example${each}`),
      body: bytes,
    }),
  },
  {
    title: 'basicex callback, key',
    direction: basicex.callback,
    credentials: { secretKey: 'secret' },
    messages: fc.record({ method: fc.constant('POST'), url: fc.webUrl(), body: bytes }),
  },
  {
    title: 'anexpay request',
    direction: anexpay.request,
    credentials: { signKey: 'secret' },
    messages: fc.record({
      method: fc.constantFrom('GET', 'POST'),
      url: path.map((each) => `${each}?a=1`),
      body: bytes,
    }),
  },
  {
    title: 'anexpay callback',
    direction: anexpay.callback,
    credentials: { signKey: 'secret' },
    messages: fc.record({ method: fc.constant('POST'), url: path, body: bytes }),
  },
  {
    title: 'easylink request',
    direction: easylink.request,
    credentials: { appKey: 'app-key', ...keyPairs },
    messages: fc.record({ method: fc.constant('POST'), url: path, body: jsonBody }),
  },
  {
    title: 'easylink callback',
    direction: easylink.callback,
    credentials: { appKey: 'app-key', ...keyPairs },
    messages: fc.record({ method: fc.constant('POST'), url: path, body: jsonBody }),
  },
  {
    title: 'blackhat request, POST',
    direction: blackhat.request,
    credentials: { apiKey: 'key', apiSecret: 'secret' },
    messages: fc.record({ method: fc.constant('POST'), url: path, body: form }),
  },
  {
    title: 'blackhat request, GET',
    direction: blackhat.request,
    credentials: { apiKey: 'key', apiSecret: 'secret' },
    messages: fc.record({
      method: fc.constant('GET'),
      url: fc.tuple(path, form).map(([p, q]) => `${p}?${q}`),
    }),
  },
  {
    title: 'upay request, plain',
    direction: upay.request,
    credentials: { apiKey: 'key', secretKey: 'secret', ...keyPairs },
    messages: fc.record({ method: fc.constant('POST'), url: path, body: jsonBody }),
  },
  {
    title: 'upay request, encrypted',
    direction: upay.request,
    credentials: { apiKey: 'key', secretKey: 'secret', ...keyPairs },
    messages: fc.record({
      method: fc.constant('POST'),
      url: fc.constant('/api/v1/payout/payer/add'),
      body: jsonBody,
    }),
  },
  {
    title: 'upay callback',
    direction: upay.callback,
    credentials: { secretKey: 'secret', ...keyPairs },
    messages: fc.record({
      method: fc.constant('POST'),
      url: path,
      body: nested.map((value) => JSON.stringify({ ...value, event: 'PO_ORDER_STATUS_CHANGE' })),
    }),
  },
];

async function signed({ direction, credentials }: Case, input: MessageInput): Promise<Signed> {
  return sign(direction, input, { credentials, at: NOW, nonce: 'nonce-1' });
}

/** The dialects' rules name a few messages that cannot be signed unambiguously; those are refused, and skipped here. */
async function signable(each: Case, input: MessageInput): Promise<Signed | undefined> {
  try {
    return await signed(each, input);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

const runs = (each: Case) => ({
  numRuns: each.title.includes('upay') || each.title.includes('easylink') ? 40 : 100,
});

for (const each of cases) {
  describe(each.title, () => {
    const options = { credentials: each.credentials, receivedAt: NOW };

    test('what is signed verifies, and the content comes back', async () => {
      await fc.assert(
        fc.asyncProperty(each.messages, async (input) => {
          const result = await signable(each, input);
          if (result === undefined) return;
          const verdict = await verify(each.direction, result.message, options);
          assert.ok(verdict.ok, verdict.ok ? '' : `${verdict.code} ${verdict.field ?? ''}`);
          if (verdict.encrypted)
            assert.deepEqual(Buffer.from(verdict.payload), Buffer.from(message(input).body));
        }),
        runs(each),
      );
    });

    test('a flipped bit of the body, the url or a signed header does not verify', async () => {
      await fc.assert(
        fc.asyncProperty(each.messages, fc.nat(), fc.nat({ max: 7 }), async (input, at, bit) => {
          const result = await signable(each, input);
          if (result === undefined) return;
          for (const tampered of tamper(each, result.message, at, bit)) {
            const verdict = await verify(each.direction, tampered, options);
            assert.equal(
              verdict.ok && !sameMeaning(each, result.message, tampered),
              false,
              describeMessage(tampered),
            );
          }
        }),
        runs(each),
      );
    });

    test('another key, and a key one character longer, do not verify', async () => {
      await fc.assert(
        fc.asyncProperty(each.messages, async (input) => {
          const result = await signable(each, input);
          if (result === undefined) return;
          for (const credentials of otherKeys(each.credentials)) {
            const verdict = await verify(each.direction, result.message, { credentials, receivedAt: NOW });
            assert.equal(verdict.ok, false);
          }
        }),
        { numRuns: 20 },
      );
    });

    test('arbitrary bytes in place of the body, the url and the headers give a verdict, never an exception', async () => {
      await fc.assert(
        fc.asyncProperty(each.messages, bytes, fc.string(), async (input, noise, url) => {
          const result = await signable(each, input);
          if (result === undefined) return;
          const headers = result.message.headers.map(([key]) => [key, url] as const);
          for (const broken of [
            { ...result.message, body: noise },
            { ...result.message, url },
            { ...result.message, headers },
            { ...result.message, headers: [...result.message.headers, ...result.message.headers] },
          ]) {
            const verdict = await verify(each.direction, broken, options);
            if (!verdict.ok) assert.ok(verdict.hint.length > 0);
          }
        }),
        runs(each),
      );
    });
  });
}

/** The message with one bit of its body, one character of its url, or one of a signed header changed. */
function tamper({ title }: Case, sent: Message, at: number, bit: number): readonly Message[] {
  const tampered: Message[] = sent.headers
    .filter(
      ([header]) =>
        SIGNED_HEADERS.test(header) && !(title === 'upay callback' && header === 'X-UPA-REQUESTID'),
    )
    .map(([header, value]) => {
      const index = at % value.length;
      const changed = value.slice(0, index) + (value[index] === '7' ? '4' : '7') + value.slice(index + 1);
      const headers = sent.headers.map((each) => (each[0] === header ? ([header, changed] as const) : each));
      return { ...sent, headers };
    });
  if (SIGNS_PATH.test(title)) tampered.push({ ...sent, url: `${sent.url}x` });
  if (sent.body.length > 0) {
    const body = Uint8Array.from(sent.body);
    const index = at % body.length;
    body[index] = (body[index] ?? 0) ^ (1 << bit);
    tampered.push({ ...sent, body });
  }
  return tampered;
}

const SIGNED_HEADERS = /sign|timestamp|nonce|requestid|appkey/iu;
const SIGNS_PATH = /^(?:basicex|anexpay request|upay request)/u;

/**
 * Bits whose flip leaves the message's meaning as it was: the letter case of hex digits and of percent-encodings, and JSON
 * white space. A flip that gives the same parameters is no forgery.
 */
function sameMeaning({ title }: Case, before: Message, after: Message): boolean {
  if (title.startsWith('blackhat')) return formOf(before) === formOf(after);
  if (title.startsWith('easylink'))
    return jsonOf(before, withoutEmptyObjects) === jsonOf(after, withoutEmptyObjects);
  if (title === 'upay request, plain') return jsonOf(before) === jsonOf(after);
  return false;
}

function formOf({ body, url }: Message): string {
  const query = body.length > 0 ? Buffer.from(body).toString('latin1') : url.slice(url.indexOf('?') + 1);
  const pairs = [...new URLSearchParams(query)].map(([key, value]) => [
    key,
    key === 'sign' ? value.toLowerCase() : value,
  ]);
  return JSON.stringify(pairs.sort());
}

function jsonOf({ body }: Message, reviver?: (key: string, value: unknown) => unknown): string {
  return JSON.stringify(sortKeys(JSON.parse(Buffer.from(body).toString('utf8'), reviver)));
}

/** EasyLink's rule lets an empty object, and so its name, contribute nothing. */
function withoutEmptyObjects(key: string, value: unknown): unknown {
  const isEmpty =
    key !== '' && typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty ? undefined : value;
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value)
    .map(([key, inner]) => [key, sortKeys(inner)])
    .sort();
}

function otherKeys(credentials: Credentials): readonly Credentials[] {
  const other = generated();
  return [
    {
      ...credentials,
      ...(credentials.secretKey === undefined ? {} : { secretKey: `${credentials.secretKey}\n` }),
      ...(credentials.signKey === undefined ? {} : { signKey: `${credentials.signKey} ` }),
      ...(credentials.apiSecret === undefined ? {} : { apiSecret: credentials.apiSecret.toUpperCase() }),
      ...(credentials.appKey === undefined ? {} : { merchantPublicKey: other, platformPublicKey: other }),
    },
  ];
}

let spare: string | undefined;
function generated(): string {
  spare ??= pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
  return spare;
}

function describeMessage({ url, body }: Message): string {
  return `${url} ${Buffer.from(body).toString('utf8')}`;
}

describe('order', () => {
  const shuffled = fc
    .dictionary(name, scalar, { minKeys: 2, maxKeys: 6, noNullPrototype: true })
    .chain((record) =>
      fc.tuple(
        fc.constant(Object.entries(record)),
        fc.shuffledSubarray(Object.entries(record), { minLength: Object.keys(record).length }),
      ),
    );

  test('of parameters does not matter in EasyLink, UPay and BlackHat', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ([one, other]) => {
        for (const each of cases.filter(
          ({ title }) => title.endsWith('request') || title.includes('plain') || title.includes('POST'),
        )) {
          const isForm = each.title.startsWith('blackhat');
          const write = (pairs: [string, unknown][]) =>
            isForm
              ? new URLSearchParams(pairs.map(([k, v]): [string, string] => [k, String(v)])).toString()
              : JSON.stringify(Object.fromEntries(pairs));
          if (each.title.startsWith('anexpay') || each.title.startsWith('basicex')) continue;
          const first = await signable(each, { method: 'POST', url: '/a', body: write(one) });
          const second = await signable(each, { method: 'POST', url: '/a', body: write(other) });
          assert.equal(first?.signature, second?.signature);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('of the bytes of a body does matter in BasicEx and ANexPay', async () => {
    const one = '{"a":1,"b":2}';
    const other = '{"b":2,"a":1}';
    for (const each of cases.slice(0, 3)) {
      const first = await signed(each, { method: 'POST', url: 'https://host.example/a', body: one });
      const second = await signed(each, { method: 'POST', url: 'https://host.example/a', body: other });
      assert.notEqual(first.signature, second.signature);
    }
  });
});

describe('two different messages never share a string to sign', () => {
  const strictForm = { ...(cases[6] as Case), direction: createBlackhat({ strict: true }).request };
  const strictEasylink = { ...(cases[4] as Case), direction: createEasylink({ strict: true }).request };
  /** Small alphabets, so that collisions would be found if there were any. */
  const tiny = fc.string({
    unit: fc.constantFrom('a', 'b', '=', '&', '.', '0', '%', '+', '{', '"'),
    maxLength: 6,
  });
  const record = fc.dictionary(tiny, tiny, { maxKeys: 3, noNullPrototype: true });

  test('BlackHat refuses the parameters that its raw joining makes ambiguous', async () => {
    const seen = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(record, async (parameters) => {
        const body = new URLSearchParams(Object.entries(parameters).sort()).toString();
        await remember(seen, strictForm, { method: 'POST', url: '/api/a', body }, body);
      }),
      { numRuns: 3_000 },
    );
  });

  test('EasyLink refuses names that flattening makes ambiguous', async () => {
    const seen = new Map<string, string>();
    const inner = fc.oneof(
      tiny,
      fc.dictionary(tiny, tiny, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
      fc.array(tiny, { minLength: 1, maxLength: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(tiny, inner, { maxKeys: 3, noNullPrototype: true }), async (value) => {
        const meaning = JSON.stringify(sortKeys(value));
        await remember(
          seen,
          strictEasylink,
          { method: 'POST', url: '/a', body: JSON.stringify(value) },
          meaning,
        );
      }),
      { numRuns: 600 },
    );
  });

  test('UPay refuses the parameters that its raw joining makes ambiguous', async () => {
    const seen = new Map<string, string>();
    const upayPlain = cases[8] as Case;
    await fc.assert(
      fc.asyncProperty(record, async (value) => {
        const meaning = JSON.stringify(sortKeys(value));
        await remember(seen, upayPlain, { method: 'POST', url: '/a', body: JSON.stringify(value) }, meaning);
      }),
      { numRuns: 3_000 },
    );
  });

  test('BasicEx and ANexPay keep url and body apart', async () => {
    const part = fc.string({
      unit: fc.constantFrom('a', '{', '"', '}', '?', '=', '%7B', '%26', '&', '1'),
      maxLength: 5,
    });
    for (const each of [cases[0] as Case, cases[2] as Case]) {
      const seen = new Map<string, string>();
      const jsonText = fc.oneof(
        fc.constant(''),
        part.map((inner) => `{${inner}`),
      );
      await fc.assert(
        fc.asyncProperty(part, jsonText, async (tail, body) => {
          const url = `https://host.example/p${tail}`;
          await remember(
            seen,
            each,
            { method: 'POST', url, body },
            JSON.stringify([decoded(each, url), body]),
          );
        }),
        { numRuns: 2_000 },
      );
    }
  });

  /** ANexPay signs the query decoded, so a query and its encoded spelling are one message. */
  function decoded({ title }: Case, url: string): string {
    if (!title.startsWith('anexpay')) return url;
    const [address = '', query] = url.split(/\?(.*)/su);
    return query ? `${address}?${decodeURIComponent(query)}` : address;
  }

  async function remember(
    seen: Map<string, string>,
    each: Case,
    input: MessageInput,
    meaning: string,
  ): Promise<void> {
    const result = await signable(each, input);
    if (result === undefined) return;
    const key = result.stringToSign.text;
    const known = seen.get(key);
    if (known !== undefined) assert.equal(meaning, known, `two messages give ${key}`);
    seen.set(key, meaning);
  }
});
