import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import {
  anexpay,
  basicex,
  blackhat,
  type Direction,
  easylink,
  type Message,
  type MessageInput,
  sign,
  upay,
  type Wire,
} from '@countersign/signing';
import { systemEnvironment } from '../environment.ts';
import { type Authentication, authenticate, type Candidate } from './authenticate.ts';
import { makeDecoy } from './decoy.ts';
import type { Observation } from './exchange.ts';

type Fields = Readonly<Record<string, string>>;

function vectorCredentials(dialect: string, name: string): Fields {
  const url = import.meta.resolve(`@countersign/signing/vectors/${dialect}.json`);
  return JSON.parse(readFileSync(new URL(url), 'utf8')).credentials[name];
}

/** Within the validity of the vectors' certificate. */
const NOW = Date.UTC(2026, 11, 1);
const ADDRESS = '203.0.113.9';

interface Way {
  readonly name: string;
  readonly direction: Direction;
  readonly mode?: string;
  readonly input: MessageInput;
  readonly fields: Fields;
  /** The same identity with other secrets: what a stranger who knows the key would sign with. */
  readonly forged: Fields;
  /** Whether old messages are told by their time. */
  readonly isTimed: boolean;
}

const upayKeys = vectorCredentials('upay', 'throwAwayKeyPairs');
const easylinkKeys = vectorCredentials('easylink', 'throwAwayKeyPairs');
const basicexKeys = vectorCredentials('basicex', 'throwAwayCertificate');
const strangersKey = easylinkKeys.platformPrivateKey ?? '';
const strangersPublicKey = easylinkKeys.platformPublicKey ?? '';

const BASICEX_URL = 'https://pay.example.com/v2/invoices';
const basicexKey = { apiKey: 'key-of-basicex', secretKey: 'secret' };
const upayKey = { ...upayKeys, apiKey: 'key-of-upay', secretKey: 'secret' };

const ways: readonly Way[] = [
  {
    name: 'basicex, key',
    direction: basicex.request,
    input: { method: 'POST', url: BASICEX_URL, body: '{"t":"1"}' },
    fields: basicexKey,
    forged: { ...basicexKey, secretKey: 'guessed' },
    isTimed: false,
  },
  {
    name: 'basicex, certificate',
    direction: basicex.request,
    mode: 'certificate',
    input: { method: 'POST', url: BASICEX_URL, body: '{"t":"1"}' },
    fields: basicexKeys,
    forged: { ...basicexKeys, privateKey: strangersKey },
    isTimed: false,
  },
  {
    name: 'anexpay',
    direction: anexpay.request,
    input: { method: 'POST', url: '/checkout/order/create', body: '{"t":"1"}' },
    fields: { signKey: 'secret' },
    forged: { signKey: 'guessed' },
    isTimed: true,
  },
  {
    name: 'easylink',
    direction: easylink.request,
    input: { method: 'POST', url: '/v2/transfer/create-domestic-transfer', body: '{"t":"1"}' },
    fields: { ...easylinkKeys, appKey: 'key-of-easylink' },
    forged: { appKey: 'key-of-easylink', merchantPrivateKey: strangersKey },
    isTimed: true,
  },
  {
    name: 'blackhat',
    direction: blackhat.request,
    input: { method: 'POST', url: '/api/createInvoice', body: 'amount=1' },
    fields: { apiKey: 'key-of-blackhat', apiSecret: 'secret' },
    forged: { apiKey: 'key-of-blackhat', apiSecret: 'guessed' },
    isTimed: false,
  },
  {
    name: 'upay, plain',
    direction: upay.request,
    input: { method: 'POST', url: '/api/v1/merchant/asset', body: '{"t":"1"}' },
    fields: upayKey,
    forged: { ...upayKey, secretKey: 'guessed' },
    isTimed: true,
  },
  {
    name: 'upay, encrypted',
    direction: upay.request,
    input: { method: 'POST', url: '/api/v1/payout/payer/add', body: '{"t":"1"}' },
    fields: upayKey,
    forged: { ...upayKey, secretKey: 'guessed', platformPublicKey: strangersPublicKey },
    isTimed: true,
  },
];

let decoy: Candidate;
before(async () => {
  decoy = await makeDecoy(systemEnvironment);
});

async function signed({ direction, mode, input }: Way, fields: Fields, at = NOW): Promise<Message> {
  const options = { credentials: fields, at, nonce: 'nonce-1', ...(mode !== undefined && { mode }) };
  return (await sign(direction, input, options)).message;
}

interface Told {
  readonly result: Authentication<Candidate>;
  readonly observed: readonly Observation[];
}

async function ask(
  direction: Direction,
  messages: readonly [Message, ...Message[]],
  known: readonly Candidate[],
  standIn = decoy,
): Promise<Told> {
  const observed: Observation[] = [];
  const result = await authenticate({
    direction,
    messages,
    find: async () => known,
    decoy: standIn,
    clientAddress: ADDRESS,
    receivedAt: NOW,
    observe: (observation) => observed.push(observation),
  });
  return { result, observed };
}

function credential(fields: Fields, allowlist: readonly string[] = [], id = 'c-1'): Candidate {
  return { id, merchantId: 'm-1', fields, allowlist };
}

function rejectionOf({ result }: Told) {
  assert.ok(!result.ok);
  return result.rejection;
}

for (const way of ways) {
  describe(way.name, () => {
    test('a good signature gives the credential it was made with', async () => {
      const holder = credential(way.fields);
      const { result, observed } = await ask(way.direction, [await signed(way, way.fields)], [holder]);
      assert.ok(result.ok);
      assert.equal(result.credential, holder);
      assert.equal(observed[0]?.verdict, 'verified');
      assert.equal(observed[0]?.merchantId, 'm-1');
    });

    test('an unknown key gets what a wrong signature gets, and the log the truth', async () => {
      const forged = await signed(way, way.forged);
      const known = await ask(way.direction, [forged], [credential(way.fields)]);
      const unknown = await ask(way.direction, [forged], []);
      assert.deepEqual(rejectionOf(unknown), rejectionOf(known));
      assert.notEqual(known.observed[0]?.verdict, 'key_unknown');
      assert.equal(unknown.observed[0]?.verdict, 'key_unknown');
      assert.equal('credential' in unknown.result, false);
    });

    test('an unknown key costs the same checks as a wrong signature', async () => {
      const forged = await signed(way, way.forged);
      const known = counting(way.direction);
      await ask(known.direction, [forged, forged], [credential(way.fields)]);
      const unknown = counting(way.direction);
      await ask(unknown.direction, [forged, forged], []);
      assert.deepEqual(unknown.counts, known.counts);
      assert.ok(known.counts.matches + known.counts.opens > 0);
    });

    test('an address outside the allowlist is told so only behind a good signature', async () => {
      const holder = credential(way.fields, ['198.51.100.0/24']);
      const good = await ask(way.direction, [await signed(way, way.fields)], [holder]);
      assert.equal(rejectionOf(good).code, 'address_refused');
      assert.match(rejectionOf(good).hint, /203\.0\.113\.9/u);
      assert.equal(good.observed[0]?.verdict, 'address_refused');
      const forged = await signed(way, way.forged);
      const bad = await ask(way.direction, [forged], [holder]);
      assert.deepEqual(rejectionOf(bad), rejectionOf(await ask(way.direction, [forged], [])));
    });

    test('an address inside it is let in', async () => {
      const holder = credential(way.fields, ['203.0.113.0/24']);
      const { result } = await ask(way.direction, [await signed(way, way.fields)], [holder]);
      assert.ok(result.ok);
    });

    test('no answer holds a secret', async () => {
      const told = await ask(way.direction, [await signed(way, way.forged)], [credential(way.fields)]);
      const text = JSON.stringify([rejectionOf(told), told.observed]);
      for (const [name, secret] of Object.entries(way.fields)) {
        if (name !== 'apiKey') assert.ok(!text.includes(secret), name);
      }
    });

    if (!way.isTimed) return;
    test('an old message is told so whether its key exists or not', async () => {
      const old = await signed(way, way.fields, NOW - 24 * 60 * 60_000);
      const known = rejectionOf(await ask(way.direction, [old], [credential(way.fields)]));
      assert.equal(known.code, 'timestamp_stale');
      assert.deepEqual(rejectionOf(await ask(way.direction, [old], [])), known);
    });
  });
}

/** The same direction, telling how often a signature was compared and content opened: what the time goes to. */
function counting(direction: Direction) {
  const counts = { matches: 0, opens: 0 };
  const select = (wire: Wire) => {
    const mode = direction.select(wire);
    const { seal, wrapping } = mode;
    return {
      ...mode,
      seal: {
        ...seal,
        matches: (...input: Parameters<typeof seal.matches>) => {
          counts.matches++;
          return seal.matches(...input);
        },
      },
      ...(wrapping && {
        wrapping: {
          ...wrapping,
          open: (...input: Parameters<typeof wrapping.open>) => {
            counts.opens++;
            return wrapping.open(...input);
          },
        },
      }),
    };
  };
  return { counts, direction: { ...direction, select } };
}

test('a message without a signature is refused before any key is looked up', async () => {
  const message = {
    method: 'GET',
    url: '/',
    headers: [['X-Api-Key', 'k']],
    body: new Uint8Array(0),
  } as const;
  const observed: Observation[] = [];
  const result = await authenticate({
    direction: basicex.request,
    messages: [message],
    find: () => assert.fail('looked up'),
    decoy,
    clientAddress: ADDRESS,
    receivedAt: NOW,
    observe: (observation) => observed.push(observation),
  });
  assert.ok(!result.ok && result.rejection.code === 'signature_missing');
  assert.deepEqual(observed, [{ verdict: 'signature_missing' }]);
});

test('the signed url may be that of any public url', async () => {
  const [way] = ways;
  assert.ok(way !== undefined);
  const message = await signed(way, way.fields);
  const other = { ...message, url: 'https://sandbox.example.com/v2/invoices' };
  const { result } = await ask(way.direction, [other, message], [credential(way.fields)]);
  assert.ok(result.ok);
  const none = await ask(way.direction, [other, other], [credential(way.fields)]);
  assert.equal(rejectionOf(none).code, 'signature_mismatch');
});

test('of several live credentials the one that matched is given', async () => {
  const way = ways.find(({ name }) => name === 'anexpay');
  assert.ok(way !== undefined);
  const former = credential({ signKey: 'former' }, [], 'c-former');
  const current = credential(way.fields, [], 'c-current');
  const { result } = await ask(way.direction, [await signed(way, way.fields)], [former, current]);
  assert.ok(result.ok);
  assert.equal(result.credential.id, 'c-current');
});

test('with a platform key that all merchants share, content encrypted to it tells no unknown key either', async () => {
  const way = ways.find(({ name }) => name === 'upay, encrypted');
  assert.ok(way !== undefined);
  const forged = await signed(way, { ...way.fields, secretKey: 'guessed' });
  const sharing = await makeDecoy(systemEnvironment, {
    platformPrivateKey: upayKeys.platformPrivateKey ?? '',
  });
  const known = await ask(way.direction, [forged], [credential(way.fields)], sharing);
  assert.equal(rejectionOf(known).code, 'signature_mismatch');
  assert.deepEqual(rejectionOf(await ask(way.direction, [forged], [], sharing)), rejectionOf(known));
});

test('a look-up that fails is no refusal', async () => {
  const [way] = ways;
  assert.ok(way !== undefined);
  const message = await signed(way, way.fields);
  const failing = authenticate({
    direction: way.direction,
    messages: [message],
    find: () => Promise.reject(new Error('store is away')),
    decoy,
    clientAddress: ADDRESS,
    receivedAt: NOW,
    observe: () => assert.fail('observed'),
  });
  await assert.rejects(failing, /store is away/u);
});

test('the log names a key by its beginning only', async () => {
  const way = ways.find(({ name }) => name === 'easylink');
  assert.ok(way !== undefined);
  const { observed } = await ask(way.direction, [await signed(way, way.fields)], [credential(way.fields)]);
  assert.equal(observed[0]?.key, 'key-of…');
});
